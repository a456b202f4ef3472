"""One connection as bytes: what comes before TLS, and what comes in it."""

import socket
import ssl
import struct

HANDSHAKE = 0x16  # a TLS record, RFC 8446 section 5.1


class ClientGone(Exception):
    """The client closed or reset the connection."""


class Wire:
    """The connection as bytes, before and after TLS."""

    def __init__(self, sock):
        self.socket, self.tls = sock, None
        self.input, self.output = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.buffer = bytearray()
        self.clear, self.secret = bytearray(), bytearray()  # as received

    def receive(self):
        """More bytes from the peer, raw.  Raises when there are no more."""
        try:
            data = self.socket.recv(65536)
        except (ConnectionError, ssl.SSLError) as error:
            raise ClientGone from error
        if not data:
            raise ClientGone
        return data

    def more(self):
        """Adds to the buffer what the client says."""
        if self.tls is None:
            data = self.receive()
            self.clear += data
        else:
            data = self.read_tls()
            self.secret += data
        self.buffer += data

    def read_tls(self):
        while True:
            try:
                data = self.tls.read(65536)
                if not data:
                    raise ClientGone
                return data
            except ssl.SSLWantReadError:
                self.input.write(self.receive())
            except ssl.SSLError as error:
                raise ClientGone from error

    def send(self, data):
        try:
            if self.tls is None:
                self.socket.sendall(data)
            else:
                self.tls.write(data)
                self.flush()
        except (ConnectionError, ssl.SSLError) as error:
            raise ClientGone from error

    def flush(self):
        data = self.output.read()
        if data:
            self.socket.sendall(data)

    def hello(self):
        """Waits for the first bytes of a handshake, which stay."""
        if not self.buffer:
            self.buffer += self.receive()
        return self.buffer[0] == HANDSHAKE

    def handshake(self, context):
        self.input.write(bytes(self.buffer))
        self.buffer.clear()
        self.tls = context.wrap_bio(self.input, self.output, server_side=True)
        while True:
            try:
                self.tls.do_handshake()
                self.flush()
                return
            except ssl.SSLWantReadError:
                self.flush()
                self.input.write(self.receive())
            except (ssl.SSLError, ConnectionError):
                self.flush()
                raise

    def close(self, polite=True):
        try:
            if not polite:
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                       struct.pack("ii", 1, 0))
            elif self.tls is not None:
                self.tls.unwrap()
        except (OSError, ValueError):
            pass
        try:
            self.flush()
        except OSError:
            pass
        self.socket.close()
