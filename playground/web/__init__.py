"""The connection between Python and the drawn components: channel, socket, wire format, encoding and files."""
