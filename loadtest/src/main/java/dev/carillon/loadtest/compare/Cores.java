package dev.carillon.loadtest.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The processors that the servers and the tester may use, one each. On a machine with few processors, figures are
 * comparable only if the server and the tester do not share one.
 */
public record Cores(int server, int tester) {
    private static final String TASKSET = "taskset";

    /**
     * Parses {@code SERVER,TESTER}, two numbers of processors.
     *
     * @throws IllegalArgumentException if {@code text} has another form
     */
    public static Cores of(String text) {
        if (!text.matches("\\d{1,4},\\d{1,4}")) {
            throw new IllegalArgumentException("--cores must be SERVER,TESTER such as 0,1, was '" + text + "'");
        }
        String[] both = text.split(",", -1);
        return new Cores(Integer.parseInt(both[0]), Integer.parseInt(both[1]));
    }

    /** Returns the prefix of a command that restricts it to {@code core}; empty if all processors may be used. */
    static List<String> onlyOn(Optional<Integer> core) {
        return core.map(number -> List.of(TASKSET, "-c", number.toString())).orElse(List.of());
    }

    /**
     * Restricts all threads of this process to the tester's processor.
     *
     * @throws IOException if {@code taskset} is missing or fails
     */
    public void take() throws IOException {
        long self = ProcessHandle.current().pid();
        Process process = new ProcessBuilder(TASKSET, "-acp", Integer.toString(tester), Long.toString(self))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(said.strip());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}
