//! Formats of keys and tokens that name their vendor by a prefix, and vendors whose keys show only
//! by the name beside them. Data, and the matcher for it.
//!
//! A format is literal text with classes in braces: a letter, then a length, a range, or a least
//! length. `d` digits, `h` lower-case hex, `H` hex, `a` lower case and digits, `A` upper case and
//! digits, `w` letters and digits, `n` those and `_`, `b` those and `-`, `B` base64, `s` those of
//! `b` and `=`, `v` those of `s` and `.`. A class takes all it can; nothing is tried twice.

use std::sync::OnceLock;

/// Vendor and format.
pub(crate) const FORMATS: &[(&str, &str)] = &[
    ("1Password secret key", "A3-{A6}-{A5-11}-{A5}"),
    ("1Password service account", "ops_eyJ{B250-}"),
    ("Adafruit IO", "aio_{w28}"),
    ("Adobe client secret", "p8e-{a32}"),
    ("age secret key", "AGE-SECRET-KEY-1{A58}"),
    ("Airtable personal token", "pat{w14}.{h64}"),
    ("Aiven", "AVNS_{b16-}"),
    ("Alibaba Cloud access key", "LTAI{w12-30}"),
    ("Amazon access key", "AKIA{A16}"),
    ("Amazon temporary key", "ASIA{A16}"),
    ("Amazon bearer key", "ABIA{A16}"),
    ("Amazon context key", "ACCA{A16}"),
    ("Amazon Bedrock key", "ABSK{B109-}"),
    (
        "Amazon Bedrock short-lived key",
        "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t",
    ),
    ("Amazon MWS", "amzn.mws.{h8}-{h4}-{h4}-{h4}-{h12}"),
    ("Anthropic API key", "sk-ant-api03-{b90-100}"),
    ("Anthropic admin key", "sk-ant-admin01-{b90-100}"),
    ("Anthropic OAuth token", "sk-ant-oat01-{b80-}"),
    ("Anyscale", "esecret_{a20-}"),
    ("Apify", "apify_api_{w32-}"),
    ("Artifactory API key", "AKCp{w69}"),
    ("Artifactory reference token", "cmVmdGtu{w56}"),
    ("Atlassian API token", "ATATT3{s50-}"),
    ("Atlassian OAuth", "ATOA{b30-}"),
    ("Bitbucket app password", "ATBB{w24-}"),
    ("Bitbucket repository token", "ATCTT3xFfG{s50-}"),
    ("Autodesk", "adsk_{w20-}"),
    ("Axiom", "xaat-{h8}-{h4}-{h4}-{h4}-{h12}"),
    ("Axiom personal", "xapt-{h8}-{h4}-{h4}-{h4}-{h12}"),
    ("Beamer", "b_{s44}"),
    (
        "Braintree production",
        "access_token$production${a16}${h32}",
    ),
    ("Braintree sandbox", "access_token$sandbox${a16}${h32}"),
    ("Brevo (Sendinblue)", "xkeysib-{h64}-{w16}"),
    ("Brevo SMTP", "xsmtpsib-{h64}-{w16}"),
    ("Buildkite agent", "bkua_{w40}"),
    ("Buildkite token", "bkat_{w40-}"),
    ("Canva", "cnvca{b40-}"),
    ("Cerebras", "csk-{a40-}"),
    ("CircleCI", "CCIPAT_{w22}_{h40}"),
    ("CircleCI project", "CCIPRJ_{w22}_{h40}"),
    ("ClickHouse Cloud", "4b1d{w38}"),
    ("Clojars", "CLOJARS_{w60}"),
    ("Cloudflare origin CA", "v1.0-{h24}-{h146}"),
    ("Cloudflare token", "cfut_{w40-}"),
    ("Cloudinary", "cloudinary://{d10-20}:{b20-}@{b2-}"),
    ("Contentful delivery", "CFPAT-{b43}"),
    ("Databricks", "dapi{h32}"),
    ("Datadog app key", "ddapp_{w34}"),
    ("Datadog personal", "ddpat_{w30-}"),
    ("DataStax Astra", "AstraCS:{w20-}:{h64}"),
    ("DeepSeek", "sk-{h32}"),
    ("Defined Networking", "dnkey-{s26}-{s52}"),
    ("Deno Deploy", "ddp_{w36}"),
    ("Deno organisation", "ddo_{w36}"),
    ("Dependency-Track", "odt_{w32-}"),
    ("DevCycle", "dvc_server_{w10-}"),
    ("DigitalOcean token", "dop_v1_{h64}"),
    ("DigitalOcean OAuth", "doo_v1_{h64}"),
    ("DigitalOcean refresh", "dor_v1_{h64}"),
    ("DigitalOcean Spaces", "DO00{A16}"),
    (
        "Discord webhook",
        "https://discord.com/api/webhooks/{d17-20}/{b60-}",
    ),
    (
        "Discord webhook (old host)",
        "https://discordapp.com/api/webhooks/{d17-20}/{b60-}",
    ),
    ("Docker Hub token", "dckr_pat_{b27-}"),
    ("Docker organisation token", "dckr_oat_{b27-}"),
    ("Doppler personal", "dp.pt.{w40-44}"),
    ("Doppler service", "dp.st.{v40-}"),
    ("Doppler CLI", "dp.ct.{w40-44}"),
    ("Doppler SCIM", "dp.scim.{w40-44}"),
    ("Doppler audit", "dp.audit.{w40-44}"),
    ("Dropbox short-lived token", "sl.{s130-}"),
    ("Dropbox user token", "sl.u.{s130-}"),
    ("Duffel live", "duffel_live_{s43}"),
    ("Duffel test", "duffel_test_{s43}"),
    ("Dynatrace", "dt0c01.{w24}.{w64}"),
    ("Dynatrace platform", "dt0s16.{w8}.{w64}"),
    ("EasyPost", "EZAK{w54}"),
    ("EasyPost test", "EZTK{w54}"),
    ("Elastic Cloud", "essu_{B20-}"),
    ("ElevenLabs", "sk_{h48}"),
    ("Endor Labs", "endr+{b16}"),
    ("Etsy", "etsy_{w24-}"),
    ("Expo access token", "expo_{b30-}"),
    ("Facebook access token", "EAA{w80-}"),
    ("Facebook application token", "{d15-16}|{b27}"),
    ("Fal", "fal_{w20-}"),
    ("Fastly (automation)", "fastly_{b20-}"),
    ("Figma personal token", "figd_{b40-}"),
    ("Figma OAuth", "figu_{b40-}"),
    ("Firebase messaging", "AAAA{b7}:APA91b{b100-}"),
    ("Fireworks AI", "fw_{w22-}"),
    ("Flutterwave public", "FLWPUBK_TEST-{h32}-X"),
    ("Flutterwave secret", "FLWSECK_TEST-{h32}-X"),
    ("Flutterwave encryption", "FLWSECK_TEST-{h12}"),
    ("Flutterwave live", "FLWSECK-{h32}-X"),
    ("Fly.io", "fo1_{b43}"),
    ("Fly.io macaroon", "fm1{b1-6}_{B80-}"),
    ("Fly.io macaroon 2", "fm2_{B80-}"),
    ("Frame.io", "fio-u-{s64}"),
    ("GitHub personal token", "ghp_{w36}"),
    ("GitHub OAuth", "gho_{w36}"),
    ("GitHub user-to-server", "ghu_{w36}"),
    ("GitHub server-to-server", "ghs_{w36}"),
    ("GitHub refresh", "ghr_{w36}"),
    ("GitHub fine-grained token", "github_pat_{n82}"),
    ("GitLab personal token", "glpat-{b20-}"),
    ("GitLab routable token", "glpat-{b27-}.{w9-}"),
    ("GitLab pipeline trigger", "glptt-{h40}"),
    ("GitLab runner registration", "GR1348941{b20}"),
    ("GitLab runner", "glrt-{b20-}"),
    ("GitLab runner routable", "glrt-t{d1}_{b27-}.{w9-}"),
    ("GitLab deploy token", "gldt-{b20}"),
    ("GitLab feed token", "glft-{b20}"),
    ("GitLab incoming mail", "glimt-{b25}"),
    ("GitLab agent", "glagent-{b50}"),
    ("GitLab OAuth application", "gloas-{b64}"),
    ("GitLab SCIM", "glsoat-{b20}"),
    ("GitLab job token", "glcbt-{w1-5}_{b20}"),
    ("GitLab feature flags", "glffct-{b20}"),
    ("GitLab session cookie", "_gitlab_session={h32}"),
    ("GitLab session cookie (new)", "_gitlab_session={a32}"),
    ("GoCardless", "live_{s40}"),
    ("GoCardless sandbox", "sandbox_{s40}"),
    ("Google API key", "AIza{b35}"),
    ("Google OAuth client secret", "GOCSPX-{b28}"),
    ("Google OAuth token", "ya29.{b30-}"),
    ("Google refresh token", "1//0{b40-}"),
    ("Grafana API key", "eyJrIjoi{B70-}"),
    ("Grafana Cloud", "glc_{B32-}"),
    ("Grafana service account", "glsa_{w32}_{H8}"),
    ("Groq", "gsk_{w52}"),
    ("Harness personal", "pat.{b22}.{H24}.{w20}"),
    ("Harness service", "sat.{b22}.{H24}.{w20}"),
    ("HashiCorp Vault service token", "hvs.{b90-}"),
    ("HashiCorp Vault batch token", "hvb.{b130-}"),
    ("HashiCorp Vault legacy token", "s.{w24}"),
    ("Terraform Cloud", "{w14}.atlasv1.{s60-}"),
    ("Heroku", "HRKU-{b36-}"),
    ("Highnote", "rk_live_{w24-}"),
    ("Honeycomb", "hcaik_{w50-}"),
    ("HubSpot private app", "pat-na1-{h8}-{h4}-{h4}-{h4}-{h12}"),
    (
        "HubSpot private app (EU)",
        "pat-eu1-{h8}-{h4}-{h4}-{h4}-{h12}",
    ),
    ("Hugging Face", "hf_{w34}"),
    ("Hugging Face organisation", "api_org_{w34}"),
    ("Infracost", "ico-{w32}"),
    ("Intra42 user", "s-s4t2ud-{h64}"),
    ("Intra42 application", "s-s4t2af-{h64}"),
    ("JFrog identity token", "cmVmd{B55-}"),
    ("Kubernetes bootstrap", "k8s-aws-v1.{b40-}"),
    ("LaunchDarkly SDK key", "sdk-{h8}-{h4}-{h4}-{h4}-{h12}"),
    ("LaunchDarkly API", "api-{h8}-{h4}-{h4}-{h4}-{h12}"),
    ("Linear API key", "lin_api_{w40}"),
    ("Linear OAuth", "lin_oauth_{h64}"),
    ("Lob live", "live_{h35}"),
    ("Lob test", "test_{h35}"),
    ("Lob publishable", "test_pub_{h31}"),
    ("Lob publishable live", "live_pub_{h31}"),
    ("Mailchimp", "{h32}-us{d1-2}"),
    ("Mailgun", "key-{h32}"),
    ("Mailgun public", "pubkey-{h32}"),
    ("Mailgun signing", "{h32}-{h8}-{h8}"),
    ("MailerSend", "mlsn.{h64}"),
    ("Mapbox secret", "sk.eyJ{b60-}.{b20-}"),
    ("Mapbox public", "pk.{w60}.{w22}"),
    ("MaxMind", "{w6}_{w29}_mmk"),
    ("Mercury", "secret-token:mercury_production_{n20-}"),
    ("Microsoft Entra client secret", "{w3}8Q~{v31-34}"),
    ("Microsoft Entra client secret (older)", "{w3}7Q~{v31-34}"),
    ("Mistral (workspace)", "mist_{w32}"),
    ("Mollie live", "live_{w30}"),
    ("Mollie test", "test_{w30}"),
    ("MongoDB Atlas service account", "mdb_sa_sk_{b40}"),
    ("Neon", "napi_{w60-}"),
    ("Netlify", "nfp_{w36-}"),
    ("New Relic user key", "NRAK-{A27}"),
    ("New Relic insert key", "NRII-{b32}"),
    ("New Relic query key", "NRIQ-{b32}"),
    ("New Relic browser key", "NRJS-{h19}"),
    ("New Relic admin key", "NRAA-{h27}"),
    ("Nightfall", "NF-{w32}"),
    ("Notion", "ntn_{d11}{w35}"),
    ("Notion (older)", "secret_{w43}"),
    ("npm", "npm_{w36}"),
    ("NuGet", "oy2{a43}"),
    ("NVIDIA", "nvapi-{b60-}"),
    ("Octopus Deploy", "API-{A25-27}"),
    ("Okta", "00{b40}"),
    ("OpenAI", "sk-{w20}T3BlbkFJ{w20}"),
    ("OpenAI project", "sk-proj-{b20-}T3BlbkFJ{b20-}"),
    ("OpenAI project key", "sk-proj-{b60-}"),
    ("OpenAI service account", "sk-svcacct-{b60-}"),
    ("OpenAI admin", "sk-admin-{b60-}"),
    ("OpenAI (older)", "sk-{w48}"),
    ("OpenRouter", "sk-or-v1-{h64}"),
    ("OpenShift", "sha256~{b43}"),
    ("Paddle", "pdl_live_apikey_{n40-}"),
    ("Paddle sandbox", "pdl_sdbx_apikey_{n40-}"),
    ("PagerDuty", "u+{b18}"),
    ("Paystack", "sk_live_{h40}"),
    ("Paystack test", "sk_test_{h40}"),
    ("Perplexity", "pplx-{w48}"),
    ("Pinecone", "pcsk_{n60-}"),
    ("Plaid", "access-production-{h8}-{h4}-{h4}-{h4}-{h12}"),
    ("Plaid sandbox", "access-sandbox-{h8}-{h4}-{h4}-{h4}-{h12}"),
    (
        "Plaid development",
        "access-development-{h8}-{h4}-{h4}-{h4}-{h12}",
    ),
    ("PlanetScale password", "pscale_pw_{v32-64}"),
    ("PlanetScale token", "pscale_tkn_{v32-64}"),
    ("PlanetScale OAuth", "pscale_oauth_{v32-64}"),
    ("PostHog project", "phc_{w43}"),
    ("PostHog personal", "phx_{w43-}"),
    ("Postman", "PMAK-{h24}-{h34}"),
    ("Postman collection", "PMAT-{A26}"),
    ("Prefect", "pnu_{w36}"),
    ("Prefect service", "pnb_{w36}"),
    ("Private AI", "pypi-private_{w30-}"),
    ("Pulumi", "pul-{h40}"),
    ("PyPI", "pypi-AgEIcHlwaS5vcmc{b50-}"),
    ("PyPI test", "pypi-AgENdGVzdC5weXBpLm9yZw{b50-}"),
    ("Rails master secret", "rails_master_{h32}"),
    ("Razorpay live", "rzp_live_{w14-}"),
    ("Razorpay test", "rzp_test_{w14-}"),
    ("ReadMe", "rdme_{a70}"),
    ("Replicate", "r8_{w37}"),
    ("Resend", "re_{w8}_{w24}"),
    ("Rootly", "rootly_{h64}"),
    ("RubyGems", "rubygems_{h48}"),
    ("RunPod", "rpa_{w40-}"),
    ("Scalingo", "tk-us-{b48}"),
    ("Segment", "sgp_{w64}"),
    ("SendGrid", "SG.{s16-32}.{s16-64}"),
    ("Sentry organisation", "sntrys_eyJ{B100-}_{B43}"),
    ("Sentry user", "sntryu_{h64}"),
    ("Sentry DSN token", "sntrya_{h64}"),
    ("SettleMint personal", "sm_pat_{w16}"),
    ("SettleMint application", "sm_aat_{w16}"),
    ("SettleMint service", "sm_sat_{w16}"),
    ("Shippo live", "shippo_live_{h40}"),
    ("Shippo test", "shippo_test_{h40}"),
    ("Shopify shared secret", "shpss_{H32}"),
    ("Shopify access token", "shpat_{H32}"),
    ("Shopify custom app", "shpca_{H32}"),
    ("Shopify private app", "shppa_{H32}"),
    ("Shopify partner", "prtapi_{H32}"),
    ("Sidekiq", "{h8}:{h8}@gems.contribsys"),
    ("Sidekiq Enterprise", "{h8}:{h8}@enterprise.contribsys"),
    ("Slack bot token", "xoxb-{d8-13}-{b10-}"),
    ("Slack user token", "xoxp-{d10-13}-{b25-}"),
    ("Slack enterprise token", "xoxe-{d10-13}-{b25-}"),
    ("Slack workspace token", "xoxa-{d1-13}-{b10-}"),
    ("Slack refresh token", "xoxr-{d1-13}-{b10-}"),
    ("Slack legacy token", "xoxs-{d10-13}-{b10-}"),
    ("Slack legacy bot", "xoxo-{d10-13}-{b10-}"),
    ("Slack app token", "xapp-{d1}-{A8-}-{d10-}-{a20-}"),
    ("Slack configuration token", "xoxe.xoxp-{d1}-{w100-}"),
    ("Slack configuration bot token", "xoxe.xoxb-{d1}-{w100-}"),
    ("Slack refresh configuration", "xoxe-{d1}-{w100-}"),
    ("Slack browser token", "xoxc-{d10-13}-{b20-}"),
    ("Slack cookie", "xoxd-{B20-}"),
    (
        "Slack webhook",
        "hooks.slack.com/services/{A8-}/{A8-}/{w20-}",
    ),
    (
        "Slack webhook (joined)",
        "hooks.slack.com/services/{w40-60}",
    ),
    (
        "Slack workflow webhook (joined)",
        "hooks.slack.com/workflows/{w40-60}",
    ),
    (
        "Slack trigger webhook (joined)",
        "hooks.slack.com/triggers/{w40-60}",
    ),
    (
        "Slack workflow webhook",
        "hooks.slack.com/workflows/{A8-}/{A8-}/{d10-}/{w20-}",
    ),
    (
        "Slack trigger webhook",
        "hooks.slack.com/triggers/{A8-}/{d10-}/{w20-}",
    ),
    ("Snyk", "snyk_uat.{v30-}"),
    ("SonarQube user", "squ_{h40}"),
    ("SonarQube project", "sqp_{h40}"),
    ("SonarQube analysis", "sqa_{h40}"),
    ("Sourcegraph", "sgp_{h16}_{h40}"),
    ("Sourcegraph local", "sgp_local_{h40}"),
    ("Sourcegraph (older)", "sgp_{h40}"),
    ("Square access token", "EAAA{b60}"),
    ("Square OAuth", "sq0atp-{b22-60}"),
    ("Square secret", "sq0csp-{b43}"),
    ("Square application id", "sq0idp-{b22}"),
    ("Statuspage", "sp_{h32}"),
    ("Stripe secret", "sk_live_{w10-99}"),
    ("Stripe test secret", "sk_test_{w10-99}"),
    ("Stripe production secret", "sk_prod_{w10-99}"),
    ("Stripe restricted", "rk_live_{w10-99}"),
    ("Stripe restricted test", "rk_test_{w10-99}"),
    ("Stripe restricted production", "rk_prod_{w10-99}"),
    ("Stripe webhook", "whsec_{B32-}"),
    ("Supabase access token", "sbp_{h40}"),
    ("Supabase secret", "sb_secret_{b20-}"),
    ("Tailscale", "tskey-{w2-10}-{w10-}-{w20-}"),
    ("Tailscale (older)", "tskey-{w20-}"),
    ("Tavily", "tvly-{b30-}"),
    (
        "Microsoft Teams webhook",
        "{a2-40}.webhook.office.com/webhookb2/{v36-}@{v36-}/IncomingWebhook/{w32}/{v36-}",
    ),
    ("Telegram bot", "{d8-10}:A{b34}"),
    ("Thunderstore", "tss_{w20-}"),
    ("Together AI", "tgp_v1_{b40-}"),
    ("Trello", "ATTA{w60-}"),
    ("Twilio API key", "SK{h32}"),
    ("Twilio account", "AC{h32}"),
    ("Twitch", "oauth:{a30}"),
    ("Twitter bearer", "AAAAAAAAAAAAAAAAAAAAA{B80-}"),
    ("Typeform", "tfp_{v59-}"),
    ("Unkey", "unkey_{w20-}"),
    ("Vercel", "vcp_{w24-}"),
    ("Vercel Blob", "vercel_blob_rw_{w16}_{w30-}"),
    ("Voyage AI", "pa-{b43}"),
    ("VolcEngine", "AKLT{w40-}"),
    ("Weights & Biases", "wandb_v1_{b40-}"),
    ("Wise", "wise_{w30-}"),
    ("WooCommerce key", "ck_{h40}"),
    ("WooCommerce secret", "cs_{h40}"),
    ("xAI", "xai-{w80}"),
    ("Yandex API key", "AQVN{b35-38}"),
    ("Yandex access token", "t1.{A1}{b4-}.{b86}"),
    ("Yandex AWS token", "YC{b38}"),
    ("Zuplo", "zpka_{h32}_{h8}"),
    ("Zapier webhook", "hooks.zapier.com/hooks/catch/{d4-}/{a6-}"),
];

/// Services whose keys have no prefix of their own: a random string beside one of these words is
/// theirs. Matched as whole words or as the beginning of an identifier.
pub(crate) const NEIGHBOURS: &str = "abuseipdb abstractapi accuweather adafruit adzuna aeroworkflow agora airbrake airship airtable airvisual aiven alchemy alegra aletheia algolia alibaba alienvault alphavantage amplitude anypoint apacta apideck apiflash apifonica apify apilayer apimatic apiscience apollo appcues appfollow appointed appsynergy apptivo artifactory artsy asana assemblyai atera atlassian audd auth0 autodesk autoklose autopilot avaza aviationstack aws axonaut aylien ayrshare azure bannerbear baremetrics beamer beebole besnappy billomat bitbar bitbucket bitcoinaverage bitfinex bitly bitmex bittrex blablabus blazemeter blitapp blockchain bloggify blogger bombbomb boostnote borgbase braintree brandfetch brevo browshot browserstack bubble budibase bugherd bugsnag buildkite bulbul bulksms buttercms caflou calendarific calendly calorieninja campayn cannyio capsulecrm captaindata carboninterface cashboard caspio censys centralstation cexio chartmogul chatbot chatfule checio checklyhq checkout checkvist cicero circleci clarifai clearbit clickhelp clicksend clickup clockify cloudflare cloudmersive cloudplan cloudsmith cloudways cloverly cloze codacy codeclimate codecov codemagic coinapi coinbase coinlayer coinlib collect2 column commercejs commodities companyhub confluent contentful convertapi convertkit convier copper couchbase countrylayer courier coveralls craftmyads crowdin cryptocompare currencycloud currencyfreaks currencylayer currencyscoop currentsapi customerguru customerio d7network dailyco dandelion databricks datadog datagov deepai deepgram deepseek delighted demio deputy detectify detectlanguage dfuse diffbot diggernaut digicert digitalocean discord disqus ditto dnscheck docker docparser documo docusign doppler dotdigital dovico dronahq droneci dropbox duffel duo dwolla dynalist dyspatch eagleeyenetworks easyinsight easypost ecostruxure edamam edenai eightxeight elastic elasticemail enablex endorlabs enigma envoy eraser etherscan ethplorer eventbrite everhour exchangerate exportsdk extractorapi facebook faceplusplus fastforex fastly feedier fetchrss fibery figma fileio finage financialmodelingprep findl finicity finnhub fixerio flatio fleetbase flickr flightapi flightlabs flightstats float flowflu flutterwave fmfw formbucket formcraft formio formsite foursquare frameio freshbooks freshdesk freshworks front fulcrum fullstory fxmarket gcp geckoboard gemini gengo geoapify geocode geocodify geocodio geoipifi getgeoapi getgist getresponse getsandbox giphy github gitlab gitter glassnode glitterlyapi gocanvas gocardless godaddy goodday google grafana graphcms graphhopper groovehq gtmetrix gumroad guru gyazo happyscribe harness harvest hashicorp hellosign helpcrunch helpscout hereapi heroku hive hiveage holidayapi holistic honeycomb host html2pdf hubspot huggingface humanity hunter hybiscus hypertrack ibm iconfinder iexcloud imagekit imagga impala infura insightly instabot instamojo intercom interseller intrinio invoiceocean ip2location ipapi ipdata ipgeolocation ipify ipinfo ipquality ipstack jdbc jira jotform jumpcloud jumpseller juro kaiten kanban karmacrm keenio kickbox klaviyo klipfolio knapsackpro kontent kraken kucoin kylas languagelayer lastfm launchdarkly leadfeeder lemlist lemonsqueezy lendflow lessannoyingcrm lexigram line linear linemessaging linenotify linkedin linkpreview liveagent livestorm loadmill lob locationiq loggly loginradius logzio lokalise looker loyverse lunchmoney macaddress madkudu magicbell magnetic mailboxlayer mailchimp mailerlite mailgun mailjet mailmodo mailsac mandrill manifest mapbox mapquest marketstack mattermost mavenlink maxmind mediastack meistertask meraki mesibo messagebird metaapi metabase metrilo microsoft mindmeister miro mistral mite mixmax mixpanel mockaroo moderation monday mongodb monkeylearn moonclerk moosend moralis mrticktock mux myfreshworks myintervals nethunt netlify netsuite neutrinoapi newrelic newsapi newscatcher nexmo nftport ngrok nicereply nightfall nimble nitro noticeable notion novu npm nubela numverify nvapi nylas nytimes oanda okta omnisend onelogin onepagecrm onesignal onwaterio oopspam openai opencagedata openuv openvpn openweather opsgenie optimizely overloop owlbot packagecloud pagarme pagerduty pandadoc pandascore paperform paralleldots parsehub parsers parseur partnerstack passbase pastebin paydirt paymoapp paymongo paypal paystack pdflayer pdfshift peopledatalabs pepipost percy perplexity photoroom phraseaccesstoken pinata pinecone pipedream pipedrive pivotaltracker pixabay plaid planetscale planview planyo plivo podio pollsapi poloniex polygon portainer positionstack postageapi postbacks posthog postman postmark powrbot prefect privacy privatekey prodpad prospectcrm protocolsio proxycrawl pubnub pulumi purestake pushbullet pusher pypi qase qualaroo qubole quickmetrics quip rabbitmq ragic rapidapi raven rawg razorpay reachmail readme reallysimplesystems rebrandly rechargepayments reddit redis refiner rentman repairshopr replicate replyio requestfinance restpack rev revamp ringcentral ritekit roaring rocketreach ronin route4me rownd rubygems runrunit salesblink salescookie salesflare salesforce salesmate sanity satismeter saucelabs scalewayapi scalingo scrapeowl scraperapi scrapestack scrapfly scrutinizer securitytrails segment selectpdf semaphore sendbird sendbirdorganization sendgrid sendinblue sentiment sentry serpstack servicenow setlist sheety sherpadesk shipday shippo shodan shopify shortcut shotstack shutterstock sidekiq sigopt simfin simplesat simplynoted simvoly sinch sirv siteleaf skrapp skybiometry slack smartsheets smartystreets smooch snipcart snowflake snyk softlayer sonarcloud sourcegraph sparkpost speechtext splunk spoonacular sportradar sportsmonk spotify square squareup squarespace sslmate statuscake statuspage stitchdata stockdata stormboard stormglass storyblok storychief strava streak stripe stripo stytch sugester sumologic supabase supernotes surveyanyplace surveybot surveysparrow survicate swell swiftype tallyfy tatum taxjar teamgate teamworkcrm technicalanalysis telegram telesign telnyx tempo terraform text2data textmagic theoddsapi thinkific ticketmaster tiingo timecamp timezoneapi tineswebhook tmetric todoist toggl tomorrowio tomtom tradier transferwise translate travelpayouts travisci trello trufflehog tru twelvedata twilio twist twitch twitter tyntec typeform typetalk ubidots uclassify unifyid unplugg unsplash uplead uploadcare uptimerobot upwave urlscan userflow userstack vatlayer vbout vercel verifier verimail veriphone versioneye viewneo virustotal visualcrossing voicegain voodoosms vouchery vpnapi vultr vyte walkscore wasabi weatherbit weatherstack web3storage webex webflow webscraper webscraping wepay whoxy wistia wiz workday workstack worldcoinindex worldweather wrike xero yandex yelp youneedabudget youtube ynab zapier zendesk zenkit zenrows zenscrape zenserp zeplin zerobounce zerotier zillow zipapi zipbooks zipcodeapi zoho zonkafeedback zulipchat jenkins kubernetes vault bamboo nexus sonar";

/// One element of a format.
enum Part {
    Literal(&'static [u8]),
    Class { class: u8, min: usize, max: usize },
}

/// A format ready to match.
pub(crate) struct Format {
    pub vendor: &'static str,
    parts: Vec<Part>,
    /// Bytes of literal text in front.
    pub prefix: usize,
}

const SETS: [(u8, u16); 11] = [
    (b'd', 1 << 0),
    (b'h', 1 << 1),
    (b'H', 1 << 2),
    (b'a', 1 << 3),
    (b'A', 1 << 4),
    (b'w', 1 << 5),
    (b'n', 1 << 6),
    (b'b', 1 << 7),
    (b'B', 1 << 8),
    (b's', 1 << 9),
    (b'v', 1 << 10),
];

const fn member(class: u8, b: u8) -> bool {
    match class {
        b'd' => b.is_ascii_digit(),
        b'h' => matches!(b, b'0'..=b'9' | b'a'..=b'f'),
        b'H' => b.is_ascii_hexdigit(),
        b'a' => matches!(b, b'0'..=b'9' | b'a'..=b'z'),
        b'A' => matches!(b, b'0'..=b'9' | b'A'..=b'Z'),
        b'w' => b.is_ascii_alphanumeric(),
        b'n' => b.is_ascii_alphanumeric() || b == b'_',
        b'b' => b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'),
        b'B' => b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'_' | b'-' | b'%'),
        b's' => b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'='),
        _ => b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'=' | b'.'),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the loop ends at 256")]
static MEMBERS: [u16; 256] = {
    let mut table = [0u16; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut set = 0;
        while set < SETS.len() {
            if member(SETS[set].0, byte as u8) {
                table[byte] |= SETS[set].1;
            }
            set += 1;
        }
        byte += 1;
    }
    table
};

impl Format {
    fn parse(vendor: &'static str, format: &'static str) -> Format {
        let mut parts = Vec::new();
        let mut rest = format;
        while let Some(open) = rest.find('{') {
            if open > 0 {
                parts.push(Part::Literal(&rest.as_bytes()[..open]));
            }
            let close = rest.find('}').unwrap_or(rest.len() - 1);
            let inside = &rest[open + 1..close];
            let class = inside.as_bytes().first().copied().unwrap_or(b'w');
            let length = inside.get(1..).unwrap_or("");
            let (min, max) = match length.split_once('-') {
                None => (length, length),
                Some((min, "")) => (min, "4000"),
                Some(range) => range,
            };
            parts.push(Part::Class {
                class,
                min: min.parse().unwrap_or(1),
                max: max.parse().unwrap_or(4000),
            });
            rest = &rest[close + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.as_bytes()));
        }
        let prefix = match parts.first() {
            Some(Part::Literal(text)) => text.len(),
            _ => 0,
        };
        Format {
            vendor,
            parts,
            prefix,
        }
    }

    /// Where a match that begins at `start` ends.
    pub(crate) fn matches(&self, bytes: &[u8], start: usize) -> Option<usize> {
        let mut at = start;
        for (index, part) in self.parts.iter().enumerate() {
            match part {
                Part::Literal(text) => {
                    if !bytes[at..].starts_with(text) {
                        return None;
                    }
                    at += text.len();
                }
                Part::Class { class, min, max } => {
                    let set = SETS
                        .iter()
                        .find(|(c, _)| c == class)
                        .map_or(0, |&(_, bit)| bit);
                    let limit = bytes.len().min(at + max);
                    let mut run = bytes[at..limit]
                        .iter()
                        .take_while(|&&b| MEMBERS[b as usize] & set != 0)
                        .count();
                    // A literal that follows may itself begin with a member of the class.
                    if let Some(Part::Literal(next)) = self.parts.get(index + 1)
                        && min != max
                        && MEMBERS[next[0] as usize] & set != 0
                    {
                        let window = &bytes[at..bytes.len().min(at + run + next.len())];
                        let found = window.windows(next.len()).rposition(|w| w == *next);
                        run = found.unwrap_or(0);
                    }
                    if run < *min {
                        return None;
                    }
                    at += run;
                }
            }
        }
        let last_is_open =
            matches!(self.parts.last(), Some(Part::Class { min, max, .. }) if min != max);
        let next = bytes.get(at).copied().unwrap_or(b' ');
        (last_is_open || !next.is_ascii_alphanumeric()).then_some(at)
    }
}

/// All formats, found by their first two bytes.
pub(crate) struct Formats {
    all: Vec<Format>,
    /// For the first byte and the low bits of the second: indices into `all`.
    index: Vec<Vec<u16>>,
    /// A bit for each slot of `index` that holds any, small enough to stay in the cache.
    filled: Vec<u64>,
    /// Formats that begin with a class, by that class.
    pub unprefixed: Vec<u16>,
}

fn slot(first: u8, second: u8) -> usize {
    (usize::from(first & 0x7f) << 7) | usize::from(second & 0x7f)
}

impl Formats {
    pub(crate) fn get() -> &'static Formats {
        static FORMATS_READY: OnceLock<Formats> = OnceLock::new();
        FORMATS_READY.get_or_init(|| {
            let all: Vec<Format> = FORMATS
                .iter()
                .map(|&(vendor, format)| Format::parse(vendor, format))
                .collect();
            let mut index = vec![Vec::new(); 1 << 14];
            let mut filled = vec![0u64; 1 << 8];
            let mut unprefixed = Vec::new();
            for (number, (format, (_, text))) in all.iter().zip(FORMATS).enumerate() {
                let number = u16::try_from(number).unwrap_or(u16::MAX);
                let bytes = text.as_bytes();
                if format.prefix < 2 {
                    unprefixed.push(number);
                } else {
                    let at = slot(bytes[0], bytes[1]);
                    index[at].push(number);
                    filled[at >> 6] |= 1 << (at & 63);
                }
            }
            Formats {
                all,
                index,
                filled,
                unprefixed,
            }
        })
    }

    pub(crate) fn starting_with(&self, first: u8, second: u8) -> &[u16] {
        let at = slot(first, second);
        if self.filled[at >> 6] >> (at & 63) & 1 == 0 {
            return &[];
        }
        &self.index[at]
    }

    pub(crate) fn at(&self, number: u16) -> &Format {
        &self.all[usize::from(number)]
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::path::Path;

    use super::*;

    const BEGIN: &str = "<!-- begin: vendor formats -->\n";
    const END: &str = "<!-- end: vendor formats -->";

    fn table() -> String {
        let mut rows: Vec<_> = FORMATS.to_vec();
        rows.sort_by_key(|(vendor, _)| vendor.to_lowercase());
        let mut out = String::from("| Vendor and kind | Format |\n|---|---|\n");
        for (vendor, format) in rows {
            let format = format.replace('|', "\\|");
            let _ = writeln!(out, "| {vendor} | `{format}` |");
        }
        out
    }

    #[test]
    fn the_table_of_vendor_formats_in_the_docs_is_up_to_date() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/detection.md");
        let page = std::fs::read_to_string(&path).unwrap();
        let start = page.find(BEGIN).unwrap() + BEGIN.len();
        let end = page.find(END).unwrap();
        if std::env::var_os("UPDATE_DOCS").is_some() {
            let page = format!("{}{}{}", &page[..start], table(), &page[end..]);
            std::fs::write(&path, page).unwrap();
            return;
        }
        assert!(
            page[start..end] == table(),
            "run UPDATE_DOCS=1 cargo test -p discreet-redact vendor"
        );
    }

    #[test]
    fn every_format_is_well_formed_and_of_bounded_length() {
        for (vendor, format) in FORMATS {
            assert_eq!(
                format.matches('{').count(),
                format.matches('}').count(),
                "{vendor}"
            );
            for class in format.split('{').skip(1) {
                let letter = class.as_bytes()[0];
                assert!(
                    SETS.iter().any(|&(known, _)| known == letter),
                    "{vendor}: {class}"
                );
            }
        }
        assert!(FORMATS.len() >= 150);
    }

    #[test]
    fn a_class_takes_all_it_can_and_the_end_must_be_a_border() {
        let format = Format::parse("x", "ab_{d3}-{w2-}");
        assert_eq!(format.matches(b"ab_123-xyz.", 0), Some(10));
        assert_eq!(format.matches(b"ab_12-xyz", 0), None);
        let fixed = Format::parse("x", "ab_{d3}");
        assert_eq!(fixed.matches(b"ab_1234", 0), None);
    }
}
