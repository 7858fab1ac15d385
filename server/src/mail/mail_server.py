"""A real mail server for the tests: prints its port, then each mail that it takes as a line of JSON.

Its port refuses connections until a line comes in; it ends when its input does. Its arguments are addresses
that it does not know.
"""

import asyncio
import email
import email.policy
import json
import socket
import sys

from aiosmtpd.smtp import SMTP


class Mailboxes:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in sys.argv[1:]:
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        mail = {
            "recipients": envelope.rcpt_tos,
            "headers": {name: str(value) for name, value in message.items()},
            "date": message["Date"].datetime.isoformat(),
            "type": message.get_content_type(),
            "text": message.get_body(("plain",)).get_content().replace("\r\n", "\n"),
            "html": message.get_body(("html",)).get_content().replace("\r\n", "\n"),
        }
        print(json.dumps(mail), flush=True)
        return "250 2.0.0 OK"


async def main():
    loop = asyncio.get_running_loop()
    # Bound and not yet listening: the port is ours, and whoever connects is refused.
    port = socket.socket()
    port.bind(("127.0.0.1", 0))
    print(port.getsockname()[1], flush=True)
    if await loop.run_in_executor(None, sys.stdin.readline):
        await loop.create_server(lambda: SMTP(Mailboxes()), sock=port)
        print("open", flush=True)
        await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
