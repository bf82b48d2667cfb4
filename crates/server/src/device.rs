//! What is kept of a visitor without an account: the family of their browser and their network, cut. Nothing more.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use discreet_store::{Actor, TokenHash};

use crate::app::App;
use crate::auth::{Network, Visitor};
use crate::problem::Answer;

/// Where a request comes from, as far as it may be kept.
#[derive(Clone, Debug)]
pub struct Device {
    /// Family of the browser.
    pub browser: &'static str,
    /// The network it came from.
    pub network: Network,
}

impl FromRequestParts<App> for Device {
    type Rejection = crate::problem::Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Answer<Self> {
        let network = Network::from_request_parts(parts, app).await?;
        let browser = parts
            .headers
            .get(header::USER_AGENT)
            .and_then(|agent| agent.to_str().ok())
            .map_or("", family);
        Ok(Self { browser, network })
    }
}

impl Device {
    /// Who a visitor is in the audit trail: the same for as long as they keep their cookie.
    pub fn actor(&self, app: &App, visitor: TokenHash) -> Actor {
        let cookie = URL_SAFE_NO_PAD.encode(visitor.0);
        self.named(app.keys().pseudonym("visitor", &cookie))
    }

    /// Who a visitor is who may have no cookie yet: then, whoever has the same browser in the same network.
    pub fn actor_or_stranger(&self, app: &App, visitor: &Visitor) -> Actor {
        if let Some(visitor) = visitor.0 {
            return self.actor(app, visitor);
        }
        let what = format!("{} {}", self.browser, self.network.cut());
        self.named(app.keys().pseudonym("stranger", &what))
    }

    fn named(&self, pseudonym: String) -> Actor {
        Actor {
            pseudonym,
            person_id: None,
            name: self.browser.to_owned(),
            email: String::new(),
            network: Some(self.network.cut()),
        }
    }
}

/// The family of a browser, from what it calls itself. Every browser names those it descends from too, so the
/// youngest name is looked for first.
fn family(agent: &str) -> &'static str {
    const FAMILIES: [(&str, &str); 11] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("FxiOS/", "Firefox"),
        ("Firefox/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("HeadlessChrome/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Chromium/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "A program"),
    ];
    if agent.to_ascii_lowercase().contains("bot") {
        return "A bot";
    }
    FAMILIES
        .into_iter()
        .find_map(|(token, family)| agent.contains(token).then_some(family))
        .unwrap_or("Another browser")
}

#[cfg(test)]
mod tests {
    use super::family;

    #[test]
    fn a_browser_is_known_by_its_youngest_name() {
        let like = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36";
        assert_eq!(family(like), "Chrome");
        assert_eq!(family(&format!("{like} Edg/150.0")), "Edge");
        assert_eq!(
            family("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"),
            "Firefox"
        );
        assert_eq!(
            family(
                "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15"
            ),
            "Safari"
        );
        assert_eq!(family("PreviewBot/1.0"), "A bot");
        assert_eq!(family("something else"), "Another browser");
    }
}
