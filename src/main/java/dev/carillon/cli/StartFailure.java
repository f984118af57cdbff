package dev.carillon.cli;

import dev.carillon.config.Listening;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says in one line why the service could not start, and what to do. */
final class StartFailure {
    private StartFailure() {}

    static String explain(Listening listening, @Nullable Throwable failure) {
        String message = failure == null || failure.getMessage() == null ? "unknown" : failure.getMessage();
        String known = message.toLowerCase(Locale.ROOT);
        String where = "%s port %d or %d".formatted(listening.host(), listening.port(), listening.managementPort());
        if (known.contains("address already in use")) {
            return "cannot listen on " + where + ": in use; stop what uses it, or choose others with --port and"
                    + " --management-port";
        }
        if (known.contains("permission denied")) {
            return "cannot listen on " + where + ": ports below 1024 need privileges; choose one from 1024 on";
        }
        if (known.contains("cannot assign requested address") || failure instanceof java.net.UnknownHostException) {
            return "cannot listen on " + where + ": --host must be an address of this machine";
        }
        return "cannot start: " + message;
    }
}
