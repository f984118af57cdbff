package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.function.Consumer;

/**
 * Standard output in UTF-8, in every locale, with a handler for failed writes: {@link PrintWriter} hides failures, so a
 * command would continue although its output is lost.
 */
public final class StandardOutput extends OutputStream {
    /** The exit code that a shell reports for a process that SIGPIPE ended; the JVM ignores the signal. */
    static final int BROKEN_PIPE = 128 + 13;

    private static final int NOT_WRITTEN = 1;

    private final OutputStream to;
    private final Consumer<IOException> onFailure;

    StandardOutput(OutputStream to, Consumer<IOException> onFailure) {
        this.to = to;
        this.onFailure = onFailure;
    }

    /** Standard output of a command. The process ends when a write fails, without a message if a pipe has no reader. */
    public static OutputStream ofCommand() {
        return new StandardOutput(standard(), StandardOutput::end);
    }

    /** Ends the process as soon as its output has no reader any more, not only at the next write. */
    static void endWithReader() {
        OutputWatch.begin(() -> Runtime.getRuntime().halt(BROKEN_PIPE));
    }

    /** Standard output of a service, which continues if a write fails. */
    public static OutputStream ofService() {
        return new StandardOutput(standard(), ignored -> {});
    }

    /** A writer that flushes after each line. */
    public static PrintWriter writer(OutputStream to) {
        return new PrintWriter(to, true, UTF_8);
    }

    /** A writer for standard error, which ignores failed writes. */
    public static PrintWriter errors() {
        return writer(new FileOutputStream(FileDescriptor.err));
    }

    private static OutputStream standard() {
        return new FileOutputStream(FileDescriptor.out);
    }

    private static void end(IOException failure) {
        int code = exitCode(failure);
        if (code != BROKEN_PIPE) {
            errors().println("cannot write to standard output: " + failure.getMessage());
        }
        // Not System.exit: that waits for hooks, which may wait for this very thread.
        Runtime.getRuntime().halt(code);
    }

    static int exitCode(IOException failure) {
        return String.valueOf(failure.getMessage()).contains("Broken pipe") ? BROKEN_PIPE : NOT_WRITTEN;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            to.write(bytes, offset, length);
        } catch (IOException failure) {
            onFailure.accept(failure);
        }
    }
}
