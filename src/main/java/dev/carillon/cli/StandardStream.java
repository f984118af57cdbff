package dev.carillon.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The standard streams. Tells whether one is a terminal; the JDK tells it only for input and output together. */
enum StandardStream {
    INPUT(0),
    OUTPUT(1),
    ERRORS(2);

    private final Path descriptor;

    StandardStream(int descriptor) {
        this.descriptor = Path.of("/proc/self/fd", Integer.toString(descriptor));
    }

    boolean isThere() {
        try {
            String file = Files.readSymbolicLink(descriptor).toString();
            return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty") || file.equals("/dev/console");
        } catch (IOException noProc) {
            return Optional.ofNullable(System.console())
                    .map(Console::isTerminal)
                    .orElse(false);
        }
    }
}
