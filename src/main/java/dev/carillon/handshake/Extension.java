package dev.carillon.handshake;

import java.util.List;

/** One extension that a client offers, with its parameters as received (RFC 6455, 9.1). */
record Extension(String name, List<Parameter> parameters) {

    /** @param value empty if there was none; a value itself cannot be empty */
    record Parameter(String name, String value) {}
}
