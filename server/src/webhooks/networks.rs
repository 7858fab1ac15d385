//! Where webhooks may go: into the public internet, and into those networks that the settings name. Who types an address
//! must not make the portal knock at doors that only it can reach: the machine itself, its neighbours, a cloud's metadata.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A network, as `10.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

/// Why a network makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no network; it looks like 10.0.0.0/8 or fd00::/8")]
pub struct NoNetwork(String);

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let wrong = || NoNetwork(text.to_owned());
        let (address, bits) = text.split_once('/').ok_or_else(wrong)?;
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let bits: u32 = bits.parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        if bits <= most { Ok(Self { address, bits }) } else { Err(wrong()) }
    }
}

impl Network {
    fn has(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(address)) => {
                (u32::from(own) ^ u32::from(address)).checked_shr(32 - self.bits).unwrap_or(0) == 0
            }
            (IpAddr::V6(own), IpAddr::V6(address)) => {
                (u128::from(own) ^ u128::from(address)).checked_shr(128 - self.bits).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

/// Where one may go besides the public internet.
#[derive(Debug, Clone, Default)]
pub struct Networks(Vec<Network>);

impl Networks {
    /// Those of the settings; the demo is at home on its own machine too.
    pub fn new(named: &[String], demo: bool) -> Result<Self, NoNetwork> {
        let own: &[&str] = if demo { &["127.0.0.0/8", "::1/128"] } else { &[] };
        let all = named.iter().map(String::as_str).chain(own.iter().copied());
        Ok(Self(all.map(str::parse).collect::<Result<_, _>>()?))
    }

    /// Whether one may go there.
    #[must_use]
    pub fn allow(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_public(address) || self.0.iter().any(|network| network.has(address))
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Whatever the registries of special addresses (RFC 6890) do not set apart.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let apart = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a, b) == (192, 0) && c == 0
        || (a, b, c) == (192, 88, 99)
        || a == 100 && (64..128).contains(&b)
        || a == 198 && (18..20).contains(&b);
    !apart
}

/// Global unicast alone, and of that neither documentation nor what leads on to an address of IPv4 by itself.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let tunnel = a == 0x2002 || a == 0x2001 && b == 0;
    let documentation = a == 0x2001 && b == 0x0db8 || a == 0x3fff && b < 0x1000;
    (0x2000..0x4000).contains(&a) && !tunnel && !documentation
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(networks: &Networks, address: &str) -> bool {
        networks.allow(address.parse().unwrap())
    }

    #[test]
    fn the_machine_its_neighbours_and_metadata_are_out_of_reach_and_the_internet_is_not() {
        let none = Networks::default();
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.100.100.200",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "198.18.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
            "2001:0:1::",
            "2001:db8::1",
        ] {
            assert!(!allows(&none, inside), "{inside}");
        }
        for outside in ["93.184.216.34", "8.8.8.8", "172.32.0.1", "2606:2800:220:1:248:1893:25c8:1946"] {
            assert!(allows(&none, outside), "{outside}");
        }
    }

    #[test]
    fn the_settings_open_single_networks() {
        let some = Networks::new(&["10.2.0.0/16".into(), "fd12::/16".into()], false).unwrap();
        assert!(allows(&some, "10.2.255.1") && allows(&some, "fd12:1::1"));
        assert!(!allows(&some, "10.3.0.1") && !allows(&some, "fd13::1") && !allows(&some, "127.0.0.1"));
        let demo = Networks::new(&[], true).unwrap();
        assert!(allows(&demo, "127.0.0.1") && allows(&demo, "::1") && !allows(&demo, "10.0.0.1"));
        let all = Networks::new(&["0.0.0.0/0".into()], false).unwrap();
        assert!(allows(&all, "10.0.0.1") && !allows(&all, "fd00::1"));
        assert!(Networks::new(&["10.0.0.0".into()], false).is_err());
        assert!(Networks::new(&["10.0.0.0/33".into()], false).is_err());
    }
}
