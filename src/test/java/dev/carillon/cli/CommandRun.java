package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine;

/** A running command on a separate thread, and its output so far. */
final class CommandRun {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> exitCode;

    /**
     * @param command receives standard output
     */
    private CommandRun(Function<OutputStream, Object> command, String... arguments) {
        CommandLine line = new CommandLine(command.apply(out))
                .setExpandAtFiles(false)
                .setOut(new PrintWriter(out, false, UTF_8))
                .setErr(new PrintWriter(err, true, UTF_8));
        CompletableFuture<Integer> code = new CompletableFuture<>();
        exitCode = code;
        Thread.ofVirtual().start(() -> code.complete(line.execute(arguments)));
    }

    static CommandRun subscribe(String... arguments) {
        return new CommandRun(bytes -> new Subscribe(bytes, false), arguments);
    }

    static CommandRun subscribeOnTerminal(String... arguments) {
        return new CommandRun(bytes -> new Subscribe(bytes, true), arguments);
    }

    static CommandRun publish(InputStream in, String... arguments) {
        return new CommandRun(bytes -> new Publish(in, false), arguments);
    }

    static CommandRun publishOnTerminal(InputStream in, String... arguments) {
        return new CommandRun(bytes -> new Publish(in, true), arguments);
    }

    /** A command that ends without a signal, and reads no input. */
    static CommandRun of(Object command, String... arguments) {
        return new CommandRun(bytes -> command, arguments);
    }

    int exitCode() {
        return exitCode.join();
    }

    /** Standard error, when {@code expected} accepts it, or the command has ended. */
    String awaitErr(Predicate<String> expected) {
        while (!expected.test(err()) && !exitCode.isDone()) {
            Thread.onSpinWait();
        }
        return err();
    }

    CommandRun awaitSubscribed(String topic) {
        String line = "subscribed to " + topic + "\n";
        if (!awaitErr(said -> said.contains(line)).contains(line)) {
            throw new AssertionError("expected '" + line + "', but was " + err());
        }
        return this;
    }

    String out() {
        return out.toString(UTF_8);
    }

    byte[] outBytes() {
        return out.toByteArray();
    }

    String err() {
        return err.toString(UTF_8);
    }
}
