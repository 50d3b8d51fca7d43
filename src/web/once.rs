//! `Idempotency-Key`: a creation sent twice is made once, and answered the same.

use crate::access::Work;
use crate::web::{Answer, Problem};
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use std::future::{Ready, ready};

/// The key of a creation, if the caller gave one, bound to method and path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    key: Option<String>,
    route: String,
}

/// The longest key.
const LONGEST: usize = 255;

impl FromRequest for Once {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let route = format!("{} {}", request.method(), request.path());
        let good = |key: &str| (1..=LONGEST).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        ready(match request.headers().get("Idempotency-Key").map(|value| value.to_str()) {
            None => Ok(Self { key: None, route }),
            Some(Ok(key)) if good(key) => Ok(Self { key: Some(key.to_owned()), route }),
            Some(_) => {
                Err(Problem::field("Idempotency-Key", "send 1 to 255 printable characters without blanks, such as a UUID"))
            }
        })
    }
}

impl Once {
    fn fingerprint(&self, body: [u8; 32]) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&body).update(self.route.as_bytes());
        *hasher.finalize().as_bytes()
    }

    /// The answer to the same request, if it was made before.
    ///
    /// # Errors
    /// 409 when the key was used for another request.
    pub async fn earlier<S>(&self, work: &mut Work<'_, S>, body: [u8; 32]) -> Result<Option<Answer>, Problem> {
        let Some(key) = &self.key else { return Ok(None) };
        let Some(earlier) = work.earlier(key).await? else { return Ok(None) };
        if earlier.fingerprint != self.fingerprint(body) {
            return Err(Problem::new(
                StatusCode::CONFLICT,
                "key_used",
                "The key was used before",
                "this Idempotency-Key was used for another request; give each request its own",
            ));
        }
        Ok(Some(Answer::again(earlier)))
    }

    /// Keeps the answer and makes the change last.
    ///
    /// # Errors
    /// When the database cannot; then nothing was changed.
    pub async fn commit<S>(&self, mut work: Work<'_, S>, body: [u8; 32], answer: Answer) -> Result<Answer, Problem> {
        if let Some(key) = &self.key {
            work.keep(key, &answer.kept(self.fingerprint(body))).await?;
        }
        work.commit().await?;
        Ok(answer)
    }
}
