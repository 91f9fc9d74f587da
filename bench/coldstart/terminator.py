"""Takes TLS off connections to a server that has none: terminator.py CHAIN KEY PORT. Its own port is its first line.

A process of its own, so that it waits for nothing that the benchmark does. A thread has one connection."""

import select
import socket
import ssl
import sys
import threading

PIECE = 65_536


def main():
    chain, key, port = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    print(listener.getsockname()[1], flush=True)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(context, connection, int(port)), daemon=True).start()


def serve(context, connection, port):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        with context.wrap_socket(connection, server_side=True) as client:
            with socket.create_connection(("127.0.0.1", port)) as server:
                server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                carry(client, server)
    except OSError:
        pass  # A client that is killed says no good-bye.


def carry(client, server):
    while True:
        # What TLS has decrypted already no select tells of.
        ready = [client] if client.pending() else select.select([client, server], [], [])[0]
        for source, target in ((client, server), (server, client)):
            if source in ready:
                piece = source.recv(PIECE)
                if not piece:
                    return
                target.sendall(piece)


if __name__ == "__main__":
    main()
