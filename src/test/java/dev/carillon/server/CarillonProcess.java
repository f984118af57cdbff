package dev.carillon.server;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code carillon} in a separate process, for effects that a test in the same JVM cannot see or survive. */
final class CarillonProcess implements AutoCloseable {
    /** For a line of a process on a busy machine. */
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final BufferedReader out;

    private CarillonProcess(Process process) {
        this.process = process;
        this.out = process.inputReader();
    }

    /**
     * Starts the process in the network of the calling thread.
     *
     * @param before shell commands, such as one that sets a limit of the process
     */
    static CarillonProcess start(String before, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", before + "\nexec \"$@\"", "carillon"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("@src/main/launcher/jvm.options", "-cp", ClassPath.PACKED, "dev.carillon.Carillon"));
        command.addAll(arguments);
        return new CarillonProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /**
     * The class path of this JVM with each directory packed into a jar, as the service is delivered: loading a class
     * from a directory takes a descriptor, and one of these processes has none left. Packed once, since it takes a
     * second.
     */
    private static final class ClassPath {
        static final String PACKED = Stream.of(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .map(path -> Files.isDirectory(path) ? packed(path) : path)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));

        private static Path packed(Path directory) {
            Path jar = directory.resolveSibling(directory.getFileName() + "-packed.jar");
            ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
            int failed = tool.run(
                    System.out, System.err, "--create", "--file", jar.toString(), "-C", directory.toString(), ".");
            if (failed != 0) {
                throw new AssertionError("jar failed with " + failed);
            }
            return jar;
        }
    }

    /** Waits for a line that matches {@code expected}; lines before it are skipped. Ends a process that prints none. */
    MatchResult await(Pattern expected) throws IOException {
        try (Closeable _ = patience()) {
            return read(expected);
        }
    }

    private MatchResult read(Pattern expected) throws IOException {
        List<String> said = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher matcher = expected.matcher(line);
            if (matcher.matches()) {
                return matcher.toMatchResult();
            }
            said.add(line);
        }
        throw new AssertionError("expected " + expected + ", but carillon ended with "
                + process.onExit().join().exitValue() + ", having said " + said);
    }

    /** The lines from now to the end. Ends a process that does not end. */
    List<String> rest() throws IOException {
        try (Closeable _ = patience()) {
            return out.lines().toList();
        }
    }

    /** Ends the process if this is not closed in time. */
    private Closeable patience() {
        CompletableFuture<?> tooLong = CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        return () -> tooLong.cancel(false);
    }

    /** Reads all output, since a process blocks if its output is not read. */
    void drain() {
        // Not a virtual thread, see TestNetwork.
        Thread.ofPlatform().daemon().start(() -> out.lines().forEach(line -> {}));
    }

    /**
     * @param name such as {@code STOP}
     */
    void signal(String name) throws IOException, InterruptedException {
        int failed = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                .inheritIO()
                .start()
                .waitFor();
        if (failed != 0) {
            throw new AssertionError("kill -" + name + " failed with " + failed);
        }
    }

    /** The number of open descriptors (proc_pid_fd(5)). */
    int descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return (int) open.count();
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("expected the process to end within 20 s, but it goes on");
        }
        return process.exitValue();
    }

    /** Ends the process at once, also if it is stopped. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
