//! The line to the vendor's systems: an HTTP client of its own, which goes only where [`Networks`] allow. A name is looked
//! up here, and what was found and allowed is what is connected to: nobody can give another answer in between.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;
use tokuten_core::problem::FieldFault;
use tokuten_core::webhooks::{NoAnswer, url_fault};

use super::networks::{Networks, NoNetwork};
use crate::config::Settings;
use crate::outward;

/// How long an endpoint may take for its answer.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// How long a name is looked up while somebody waits for the form.
const LOOKING_UP: Duration = Duration::from_secs(2);
/// How much of an answer is read.
const LARGEST: usize = 16 * 1024;
/// How many characters of it are kept.
const KEPT: usize = 500;

/// The line.
#[derive(Debug, Clone)]
pub struct Line {
    client: reqwest::Client,
    networks: Networks,
}

/// Why there is no line.
#[derive(Debug, thiserror::Error)]
pub enum NoLine {
    /// A network of the settings makes no sense.
    #[error("webhook_networks: {0}")]
    Network(#[from] NoNetwork),
    /// There is no client.
    #[error("{0}")]
    Client(String),
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The beginning of what came with it.
    pub text: String,
}

/// Every address that a name has lies out of reach.
#[derive(Debug, thiserror::Error)]
#[error("the address lies in a network where webhooks do not go")]
struct OutOfReach;

impl Line {
    /// The line by these settings.
    pub fn new(settings: &Settings, demo: bool) -> Result<Self, NoLine> {
        let networks = Networks::new(&settings.webhook_networks, demo)?;
        let names = Names(networks.clone());
        // No proxy of the environment: behind one, nobody here would know where it leads.
        let client = outward::builder(PATIENCE).map_err(NoLine::Client)?.no_proxy().dns_resolver(names);
        let client = client.build().map_err(|error| NoLine::Client(error.to_string()))?;
        Ok(Self { client, networks })
    }

    /// What is wrong with an address that somebody types. A name that nobody knows yet is not: it is looked up each time.
    pub async fn fault(&self, url: &str) -> Option<FieldFault> {
        if let Some(fault) = url_fault(url) {
            return Some(fault);
        }
        let Ok(url) = Url::parse(url.trim()) else { return Some(FieldFault::Malformed) };
        let found = match address_in(&url) {
            Some(address) => vec![address],
            None => looked_up(&url).await,
        };
        let out = !found.is_empty() && !found.iter().any(|address| self.networks.allow(*address));
        out.then_some(FieldFault::OutOfReach)
    }

    /// Sends a message and answers what came back, or why nothing did.
    pub async fn send(
        &self,
        url: &str,
        headers: [(&str, String); 3],
        payload: String,
    ) -> Result<Answer, NoAnswer> {
        let url = Url::parse(url).map_err(|_| NoAnswer::Unreachable)?;
        if address_in(&url).is_some_and(|address| !self.networks.allow(address)) {
            return Err(NoAnswer::OutOfReach);
        }
        let request = self.client.post(url).header(reqwest::header::CONTENT_TYPE, "application/json");
        let request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        let mut response = request.body(payload).send().await.map_err(|error| why(&error))?;
        let (status, mut read) = (response.status().as_u16(), Vec::new());
        // The status counts, however the rest ends.
        while let Ok(Some(chunk)) = response.chunk().await {
            read.extend_from_slice(&chunk);
            if read.len() > LARGEST {
                break;
            }
        }
        Ok(Answer { status, text: beginning(&read) })
    }
}

/// The beginning of an answer, as it can stand on a page and in every database.
fn beginning(answer: &[u8]) -> String {
    let text = String::from_utf8_lossy(&answer[..answer.len().min(LARGEST)]);
    text.chars().filter(|char| !char.is_control() || *char == '\n').take(KEPT).collect()
}

/// The address that stands in a URL in the place of a name.
fn address_in(url: &Url) -> Option<IpAddr> {
    url.host_str()?.trim_matches(['[', ']']).parse().ok()
}

async fn looked_up(url: &Url) -> Vec<IpAddr> {
    let host = url.host_str().unwrap_or_default().to_owned();
    match tokio::time::timeout(LOOKING_UP, lookup_host((host, 0))).await {
        Ok(Ok(found)) => found.map(|address| address.ip()).collect(),
        _ => Vec::new(),
    }
}

fn why(error: &reqwest::Error) -> NoAnswer {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(one) = cause {
        if one.is::<OutOfReach>() {
            return NoAnswer::OutOfReach;
        }
        cause = one.source();
    }
    if error.is_timeout() { NoAnswer::TimedOut } else { NoAnswer::Unreachable }
}

/// Looks names up, and knows only addresses within reach.
#[derive(Debug)]
struct Names(Networks);

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let networks = self.0.clone();
        Box::pin(async move {
            let found: Vec<SocketAddr> = lookup_host((name.as_str(), 0)).await?.collect();
            if found.is_empty() {
                return Err(io::Error::from(io::ErrorKind::NotFound).into());
            }
            let within: Vec<_> = found.into_iter().filter(|address| networks.allow(address.ip())).collect();
            if within.is_empty() {
                return Err(OutOfReach.into());
            }
            let within: Addrs = Box::new(within.into_iter());
            Ok(within)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(demo: bool) -> Line {
        Line::new(&Settings::default(), demo).unwrap()
    }

    #[tokio::test]
    async fn what_is_typed_leads_nowhere_inside() {
        let (real, demo) = (line(false), line(true));
        for inside in
            ["http://127.0.0.1:1/", "https://169.254.169.254/latest", "https://[::1]/", "https://localhost/"]
        {
            assert_eq!(real.fault(inside).await, Some(FieldFault::OutOfReach), "{inside}");
        }
        // As a browser reads it, this is 127.0.0.1.
        assert_eq!(real.fault("https://2130706433/").await, Some(FieldFault::OutOfReach));
        assert_eq!(demo.fault("http://127.0.0.1:1/").await, None);
        assert_eq!(demo.fault("https://10.0.0.1/").await, Some(FieldFault::OutOfReach));
        assert_eq!(real.fault("https://93.184.216.34/").await, None);
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_followed() {
        let sent = async |url: &str| {
            let headers =
                ["webhook-id", "webhook-timestamp", "webhook-signature"].map(|name| (name, String::new()));
            line(false).send(url, headers, String::new()).await
        };
        assert_eq!(sent("http://localhost:1/").await, Err(NoAnswer::OutOfReach));
        assert_eq!(sent("http://127.0.0.1:1/").await, Err(NoAnswer::OutOfReach));
    }

    #[test]
    fn of_an_answer_the_beginning_is_kept() {
        assert_eq!(beginning(b"a\0b\r\nc\xff"), "ab\nc\u{fffd}");
        assert_eq!(beginning("あ".repeat(900).as_bytes()).chars().count(), KEPT);
    }
}
