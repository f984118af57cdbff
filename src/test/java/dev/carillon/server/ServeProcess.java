package dev.carillon.server;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code carillon serve} in a process of its own, on free ports: for what a test in the same JVM cannot see or survive. */
final class ServeProcess implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile("carillon .* listens on http://127\\.0\\.0\\.1:(\\d+) .*");

    private final Process process;
    final int port;

    private ServeProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static ServeProcess start(String... flags) throws IOException {
        return startWithin("", flags);
    }

    /** @param limit a command of the shell that sets a limit of the process */
    static ServeProcess startWithin(String limit, String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", limit + "\nexec \"$@\"", "serve"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("@src/main/launcher/jvm.options", "-cp", classPath()));
        command.addAll(List.of("dev.carillon.Carillon", "serve", "--port", "0", "--management-port", "0"));
        command.addAll(List.of(flags));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher listens = LISTENS.matcher(line);
            if (listens.matches()) {
                Thread.ofVirtual().start(() -> drain(out));
                return new ServeProcess(process, Integer.parseInt(listens.group(1)));
            }
        }
        throw new AssertionError(
                "carillon serve ended with " + process.onExit().join().exitValue());
    }

    /**
     * That of this JVM with each directory packed into a jar, as the service is shipped: a class in a directory takes a
     * descriptor to load, and one of these processes is left without any.
     */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .map(path -> Files.isDirectory(path) ? packed(path) : path)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path packed(Path directory) {
        Path jar = directory.resolveSibling(directory.getFileName() + "-packed.jar");
        ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
        int failed =
                tool.run(System.out, System.err, "--create", "--file", jar.toString(), "-C", directory.toString(), ".");
        if (failed != 0) {
            throw new AssertionError("jar failed with " + failed);
        }
        return jar;
    }

    /** A process that nobody reads from comes to a halt. */
    private static void drain(BufferedReader out) {
        out.lines().forEach(line -> {});
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("expected the process to end within 20 s, but it goes on");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
