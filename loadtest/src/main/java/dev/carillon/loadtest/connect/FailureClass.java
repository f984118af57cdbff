package dev.carillon.loadtest.connect;

/** Why an attempt to open a WebSocket failed, in classes that need different measures. */
public enum FailureClass {
    /** No server listens there, or its backlog is full. */
    REFUSED("refused"),
    /** Neither the connection nor the answer to the handshake came in time. */
    TIMED_OUT("timed out"),
    /** The server ended the connection before it had answered the handshake. */
    RESET("reset"),
    /** The server answered, but not as a WebSocket server that accepts. */
    BAD_HANDSHAKE("bad handshake"),
    /** There is a connection, but no TLS over it: the certificate is not trusted, or the server speaks none. */
    TLS("TLS failed"),
    /** The WebSocket opened, and the message that it is ready did not come in time. */
    NOT_READY("not ready"),
    UNREACHABLE("unreachable"),
    /** All ports of all local addresses are in use. */
    OUT_OF_PORTS("out of ports"),
    /** This process or machine may not open more. */
    OUT_OF_DESCRIPTORS("out of descriptors"),
    /** A local address is not one of this machine. */
    NOT_OUR_ADDRESS("local address is not this machine's"),
    /** The system gave the connection another local end than was asked for. */
    WRONG_LOCAL_END("came from another local address"),
    /** Another process has the port: never reported, another one is tried at once. */
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
