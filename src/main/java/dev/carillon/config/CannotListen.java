package dev.carillon.config;

import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Locale;

/** The service cannot listen on an address. The message names the address, its options, the reason and what to do. */
public final class CannotListen extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * @param portOption the option that sets {@code port}
     * @param hostOption the option that sets {@code host}
     * @param cause the exception of the system, Java or Netty
     */
    public CannotListen(String portOption, String hostOption, String host, int port, Throwable cause) {
        super(message(portOption, hostOption, host, port, cause), cause);
    }

    private static String message(String portOption, String hostOption, String host, int port, Throwable cause) {
        String known = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        String what = "cannot listen on %s port %d (%s): ".formatted(host, port, portOption);
        if (known.contains("address already in use")) {
            return what + "in use; stop what uses it, or choose another with " + portOption;
        }
        if (known.contains("permission denied")) {
            return what + "ports below 1024 need privileges; choose one from 1024 on";
        }
        if (known.contains("cannot assign requested address") || cause instanceof UnknownHostException) {
            return what + hostOption + " must be an address of this machine";
        }
        return what + cause.getMessage();
    }
}
