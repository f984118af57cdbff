package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.function.Consumer;

/**
 * Standard output, in UTF-8 in every locale, which tells what to do when it cannot be written to: a {@link PrintWriter} keeps
 * that to itself, and a command would go on although its output is lost.
 */
public final class StandardOutput extends OutputStream {
    /** As a shell reports a process that SIGPIPE ended; the JVM ignores the signal. */
    static final int BROKEN_PIPE = 128 + 13;

    private static final int NOT_WRITTEN = 1;

    private final OutputStream to;
    private final Consumer<IOException> onFailure;

    StandardOutput(OutputStream to, Consumer<IOException> onFailure) {
        this.to = to;
        this.onFailure = onFailure;
    }

    /** Of a command that ends when its output cannot be written: quietly where the reader of a pipe has ended. */
    public static OutputStream ofCommand() {
        return new StandardOutput(standard(), StandardOutput::end);
    }

    /** Ends the command as soon as its output has no reader any more, and not with the next that it writes. */
    static void endWithReader() {
        OutputWatch.begin(() -> Runtime.getRuntime().halt(BROKEN_PIPE));
    }

    /** Of a service, which goes on whether or not its greeting is read. */
    public static OutputStream ofService() {
        return new StandardOutput(standard(), ignored -> {});
    }

    /** Each line that is printed leaves at once. */
    public static PrintWriter writer(OutputStream to) {
        return new PrintWriter(to, true, UTF_8);
    }

    /** Standard error; a failure to write it is ignored. */
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
