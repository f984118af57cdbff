package dev.carillon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Searches for inputs that fail, guided by the code that they reach: runs Jazzer in a separate process for a given
 * time. Inputs that reach new code are stored in {@code target/fuzz}, where the next search continues.
 */
final class FuzzSearch {
    private static final Path PLACE = Path.of("target/fuzz");

    private final Path folder;
    private final Path corpus;

    private FuzzSearch(String name) {
        this.folder = PLACE.resolve(name);
        this.corpus = folder.resolve("corpus");
    }

    /**
     * Searches for {@code seconds}, starting with {@code samples}.
     *
     * @param target has {@code public static void fuzzerTestOneInput(byte[])}, which throws if it finds a fault
     * @throws AssertionError with the input in hexadecimal, if one fails
     */
    static void run(Class<?> target, String name, List<byte[]> samples, int seconds) {
        try {
            new FuzzSearch(name).run(target, samples, seconds);
        } catch (IOException failure) {
            throw new AssertionError("the search could not be made", failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError("the search was interrupted", interrupted);
        }
    }

    private void run(Class<?> target, List<byte[]> samples, int seconds) throws IOException, InterruptedException {
        Files.createDirectories(corpus);
        for (int i = 0; i < samples.size(); i++) {
            Files.write(corpus.resolve("sample-" + i), samples.get(i));
        }
        Path log = folder.resolve("log");
        int exitCode = new ProcessBuilder(command(target, seconds))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        List<String> said = Files.readAllLines(log);
        if (exitCode != 0) {
            throw new AssertionError("found " + findings() + ", see " + log + ": "
                    + said.subList(Math.max(0, said.size() - 20), said.size()));
        }
        System.out.println(target.getSimpleName() + ": "
                + said.stream().filter(line -> line.startsWith("Done ")).toList() + ", "
                + said.stream().filter(line -> line.contains(" cov: ")).toList().getLast());
    }

    private List<String> command(Class<?> target, int seconds) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-XX:+EnableDynamicAgentLoading", "-Xmx1g"));
        command.add("com.code_intelligence.jazzer.Jazzer");
        command.add("--target_class=" + target.getName());
        command.add("--instrumentation_includes=dev.carillon.**");
        // The target gets the input byte for byte.
        command.add("--mutator_framework=false");
        command.addAll(List.of("-max_total_time=" + seconds, "-max_len=4096", "-timeout=10"));
        command.addAll(List.of("-artifact_prefix=" + folder + "/", corpus.toString()));
        return command;
    }

    private List<String> findings() throws IOException {
        List<String> inputs = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.getFileName().toString().matches("(crash|timeout|oom)-.*"))
                    .toList()) {
                inputs.add(HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return inputs;
    }
}
