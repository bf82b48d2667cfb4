#!/usr/bin/env python3
"""Keeps a support desk's conversations in Discreet up to date, with Python's standard library and nothing else.

    DISCREET_URL       where Discreet is, such as https://discreet.example.com
    DISCREET_EMAIL     whose conversations they become
    DISCREET_PASSWORD  that person's password

Every call may be repeated: a conversation is known by its source, and what is there already is not added again.
"""

import http.cookiejar
import json
import os
import sys
import urllib.error
import urllib.request


class Discreet:
    """Discreet's API for one person."""

    def __init__(self, url, email, password):
        self.url = url.rstrip("/")
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        self.call("POST", "/session", {"email": email, "password": password})

    def call(self, method, path, body=None, headers=None):
        """Asks and answers JSON. The only place that says who asks: a token would replace cookie and Origin here."""
        raw = isinstance(body, (bytes, bytearray))
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}",
            method=method,
            data=body if raw else None if body is None else json.dumps(body).encode(),
            headers={
                "Content-Type": "application/octet-stream" if raw else "application/json",
                # Tells Discreet that the write comes from no other site.
                "Origin": self.url,
                **(headers or {}),
            },
        )
        try:
            with self.opener.open(request) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            # `code` is for programs, `detail` for people, `errors` names the fields at fault.
            problem = json.loads(error.read())
            fields = [f"{one['field']}: {one['message']}" for one in problem.get("errors", [])]
            raise SystemExit("\n".join([f"{problem['code']}: {problem['detail']}", *fields])) from None
        return json.loads(text) if text else None

    def send(self, conversation):
        """Creates it, or adds what is new if its source is known: `outcome` is created, updated or unchanged."""
        return self.call("POST", "/conversations", conversation)

    def append(self, conversation_id, messages):
        """Appends messages, without sending the others again."""
        return self.call("POST", f"/conversations/{conversation_id}/messages", {"messages": messages})

    def close(self, conversation_id):
        """Closes it. If-Match names the revision that was seen; * takes whatever it is now."""
        return self.call("PATCH", f"/conversations/{conversation_id}", {"status": "closed"}, {"If-Match": "*"})

    def bring_in(self, export):
        """Brings in a whole export, of any format that docs/importing.md lists."""
        return self.call("POST", "/imports?format=auto", export)


def main():
    discreet = Discreet(
        os.environ["DISCREET_URL"], os.environ["DISCREET_EMAIL"], os.environ["DISCREET_PASSWORD"]
    )
    conversation = {
        "title": "Parcel at the neighbour's",
        "channel": "chat",
        "contact": {"reference": "C-2077"},
        "source": {"system": "example-desk", "id": "2077", "url": "https://desk.example.com/2077"},
        "messages": [
            {"sender": "contact", "sent_at": "2026-01-09T10:00:00Z", "body": "Where is my parcel?"},
            {"sender": "ai", "sent_at": "2026-01-09T10:00:02Z", "body": "It was left with a neighbour."},
        ],
    }
    first = discreet.send(conversation)
    again = discreet.send(conversation)
    thanks = {"sender": "contact", "sent_at": "2026-01-09T10:04:00Z", "body": "Found it, thank you."}
    appended = discreet.append(first["id"], [thanks])
    # Sending all of it again comes to the same: the third message is there already.
    whole = discreet.send({**conversation, "messages": [*conversation["messages"], thanks]})
    closed = discreet.close(first["id"])
    result = {
        "first": first["outcome"],
        "again": again["outcome"],
        "appended": appended["messages"],
        "whole": whole["outcome"],
        "status": closed["status"],
    }
    if len(sys.argv) > 1:
        with open(sys.argv[1], "rb") as export:
            report = discreet.bring_in(export.read())
        result["imported"] = len(report["imported"])
        result["skipped"] = report["skipped"]
    print(json.dumps(result))


if __name__ == "__main__":
    main()
