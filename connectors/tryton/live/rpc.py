"""A client of Tryton's JSON-RPC, just large enough to fill a database."""

import base64
import json
import urllib.request


def post(url, method, params, authorization=None):
    """One call, and the whole answer to it."""
    headers = {"Content-Type": "application/json"}
    if authorization:
        headers["Authorization"] = authorization
    body = json.dumps({"id": 1, "method": method, "params": params}).encode()
    # Long answers say that they are compressed although they are not, as this does not accept it: what they say is not heeded.
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=60) as answer:
        return json.load(answer)


class Client:
    """A session. `context` goes with each call."""

    def __init__(self, url, database, login, password):
        self.url = f"{url}/{database}/rpc/"
        user, session, _ = post(self.url, "common.db.login", [login, {"password": password}, "en"])["result"]
        self.user = user
        self.authorization = "Session " + base64.b64encode(f"{login}:{user}:{session}".encode()).decode()
        self.context = {"language": "en"}

    def __call__(self, method, *params, context=None):
        """The result of a call; a warning is confirmed, as a person would."""
        while True:
            answer = post(self.url, method, [*params, {**self.context, **(context or {})}], self.authorization)
            error = answer.get("error")
            if not error:
                return answer["result"]
            if error[0] != "UserWarning":
                raise RuntimeError(f"{method}: {error}")
            self("model.res.user.warning.create", [{"user": self.user, "name": error[1][0]}])
