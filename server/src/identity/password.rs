//! Passwords: argon2id, on threads of their own, a few at a time so that memory stays bounded.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use tokio::sync::Semaphore;

/// Each hash takes 19 MiB (OWASP's parameters, the crate's default).
const AT_ONCE: usize = 2;

/// Hashes and checks passwords.
#[derive(Debug, Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    /// Checked when there is no user, so that it takes as long as when there is one.
    decoy: Arc<str>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), decoy: DECOY.into() }
    }
}

/// A hash with the default parameters of a password that nobody knows.
const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$7lZkFvGOdnkVb+Q0bsRSUaB0Iu4Hv9Rk0hPc6WSbpqc";

impl Passwords {
    /// The hash to store, as a PHC string.
    pub async fn hash(&self, password: String) -> String {
        self.in_turn(move || hash(&password)).await
    }

    /// Whether `password` is the one behind `hash`. Without a hash the answer is no, after the same work.
    pub async fn is_right(&self, password: String, hash: Option<String>) -> bool {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.to_string());
        let matches = self.in_turn(move || matches(&password, &hash)).await;
        known && matches
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let _turn = self.turns.acquire().await.expect("the semaphore is never closed");
        tokio::task::spawn_blocking(work).await.expect("hashing does not panic")
    }
}

/// The hash to store, as a PHC string; blocks for some 20 ms.
///
/// # Panics
/// Never: the parameters are argon2's own defaults.
#[must_use]
pub fn hash(password: &str) -> String {
    let salt = SaltString::generate(&mut OsRng);
    Argon2::default()
        .hash_password(password.as_bytes(), &salt)
        .expect("argon2's default parameters are valid")
        .to_string()
}

fn matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_is_right() {
        let passwords = Passwords::default();
        let stored = passwords.hash("correct horse battery".into()).await;
        assert!(passwords.is_right("correct horse battery".into(), Some(stored.clone())).await);
        assert!(!passwords.is_right("correct horse batterx".into(), Some(stored)).await);
        assert!(!passwords.is_right("correct horse battery".into(), None).await);
    }

    #[test]
    fn the_decoy_asks_for_the_same_work_as_a_real_hash() {
        let real = hash("correct horse battery");
        let parameters = |hash: &str| hash.rsplitn(3, '$').nth(2).map(str::to_owned);
        assert_eq!(parameters(DECOY), parameters(&real));
        assert!(PasswordHash::new(DECOY).is_ok());
    }
}
