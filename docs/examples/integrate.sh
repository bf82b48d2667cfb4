#!/bin/sh
# Keeps a support desk's conversation in Discreet up to date, with curl and nothing else.
#
#   DISCREET_URL       where Discreet is, such as https://discreet.example.com
#   DISCREET_EMAIL     whose conversations they become
#   DISCREET_PASSWORD  that person's password, without " and \, since it goes into JSON as it is
#
# Every call may be repeated: a conversation is known by its source, and what is there already is not added again.
set -eu

url=${DISCREET_URL:?}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# How a program says who it is. Everything below goes through this function, so that another way of signing in, such as a
# token, is a change here and nowhere else. `Origin` tells Discreet that the write comes from no other site.
call() {
  curl --silent --show-error --fail-with-body --cookie "$work/cookies" --cookie-jar "$work/cookies" \
    --header "Origin: $url" --header "Content-Type: application/json" "$@"
}

# The password goes in by the standard input: a command line can be read by everybody on the machine.
call "$url/api/v1/session" --data @- > /dev/null <<JSON
{"email": "${DISCREET_EMAIL:?}", "password": "${DISCREET_PASSWORD:?}"}
JSON

# 1. Send the conversation as it is now. `source` says which one it is in your system: the first time it is created, later
#    it gets what is new. The answer says which: "outcome" is created, updated or unchanged.
send() {
  call "$url/api/v1/conversations" --data @- <<JSON
{
  "title": "Charged twice",
  "channel": "chat",
  "contact": {"reference": "C-1042"},
  "source": {"system": "example-desk", "id": "1042", "url": "https://desk.example.com/1042"},
  "messages": [
    {"sender": "contact", "sent_at": "2026-01-09T09:12:00Z", "body": "My card was charged **twice**."},
    {"sender": "ai", "sent_at": "2026-01-09T09:12:04Z", "body": "One of the payments is refunded now."}
  ]
}
JSON
}
send > "$work/first.json"
send > "$work/again.json"
id=$(sed -n 's/^{"id":"\([^"]*\)".*/\1/p' "$work/first.json")

# 2. Append messages as they come, without sending the others again. Messages never change once they are stored.
call "$url/api/v1/conversations/$id/messages" --data @- > "$work/appended.json" <<'JSON'
{"messages": [{"sender": "contact", "sent_at": "2026-01-09T09:15:00Z", "body": "Thank you, it is there."}]}
JSON

# 3. Close it. If-Match names the revision that you saw; * takes whatever it is now.
call "$url/api/v1/conversations/$id" --request PATCH --header 'If-Match: *' --data '{"status": "closed"}' > "$work/closed.json"

# 4. A whole export, of any format that docs/importing.md lists, goes as it is.
if [ "${1:-}" ]; then
  call "$url/api/v1/imports?format=auto" --header "Content-Type: application/octet-stream" --data-binary "@$1" > "$work/import.json"
  cat "$work/import.json"
  echo
fi

cat "$work/first.json"; echo
cat "$work/again.json"; echo
cat "$work/appended.json"; echo
echo "Closed: $url/conversations/$id"
