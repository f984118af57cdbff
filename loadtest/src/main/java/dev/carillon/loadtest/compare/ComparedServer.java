package dev.carillon.loadtest.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A server that can be started.
 *
 * @param name the name of its directory
 * @param start the program that starts it. Its argument is a port; 0 is any free port. It listens on that port until it
 *     receives SIGTERM, and prints one line when it is ready: {@code TITLE listens on http://127.0.0.1:PORT}
 */
public record ComparedServer(String name, Path start) {
    private static final String START = "start";

    /**
     * Returns the servers with these names in {@code directory}.
     *
     * @throws IllegalArgumentException if one of them has no executable {@code start}
     */
    public static List<ComparedServer> named(List<String> names, Path directory) {
        return names.stream().map(name -> named(name, directory)).toList();
    }

    private static ComparedServer named(String name, Path directory) {
        Path start = directory.resolve(name).resolve(START).toAbsolutePath();
        if (!Files.isExecutable(start)) {
            throw new IllegalArgumentException(
                    "--peers must name directories of %s that contain a program %s (%s), was %s"
                            .formatted(directory, START, all(directory), name));
        }
        return new ComparedServer(name, start);
    }

    private static String all(Path directory) {
        try (Stream<Path> within = Files.list(directory)) {
            return within.filter(each -> Files.isExecutable(each.resolve(START)))
                    .map(each -> String.valueOf(each.getFileName()))
                    .sorted()
                    .collect(Collectors.joining(", "));
        } catch (IOException nothingThere) {
            return "none";
        }
    }
}
