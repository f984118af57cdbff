package dev.carillon.loadtest.connect;

/** Why an attempt to open a connection failed. Each class needs a different remedy. */
public enum FailureClass {
    /** No server listens at the address, or its backlog is full. */
    REFUSED("refused"),
    /** The connection did not open in time, or the server did not answer the handshake in time. */
    TIMED_OUT("timed out"),
    /** The server ended the connection before it had answered the handshake. */
    RESET("reset"),
    /** The server answered, but did not accept the handshake. */
    BAD_HANDSHAKE("bad handshake"),
    /** TLS failed over an open connection: the certificate is not trusted, or the server does not speak TLS. */
    TLS("TLS failed"),
    /** The connection opened, but the message that it is ready did not arrive in time. */
    NOT_READY("not ready"),
    UNREACHABLE("unreachable"),
    /** All ports of all local addresses are in use. */
    OUT_OF_PORTS("out of ports"),
    /** A limit of this process or machine permits no more descriptors. */
    OUT_OF_DESCRIPTORS("out of descriptors"),
    /** A local address is not one of this machine. */
    NOT_OUR_ADDRESS("local address is not this machine's"),
    /** The system gave the connection another local end than the requested one. */
    WRONG_LOCAL_END("wrong local address"),
    /** Another process uses the port. This is never reported: the next port is tried at once. */
    PORT_TAKEN("port taken"),
    OTHER("other");

    private final String text;

    FailureClass(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
