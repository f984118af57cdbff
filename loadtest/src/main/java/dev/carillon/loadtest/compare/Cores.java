package dev.carillon.loadtest.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Which processor the servers have, and which the tester: on a machine with few of them, figures mean little unless each has
 * its own.
 */
public record Cores(int server, int tester) {
    private static final String TASKSET = "taskset";

    /**
     * Reads {@code SERVER,TESTER}.
     *
     * @throws IllegalArgumentException when it is anything else
     */
    public static Cores of(String text) {
        if (!text.matches("\\d{1,4},\\d{1,4}")) {
            throw new IllegalArgumentException("--cores must be SERVER,TESTER such as 0,1, was '" + text + "'");
        }
        String[] both = text.split(",", -1);
        return new Cores(Integer.parseInt(both[0]), Integer.parseInt(both[1]));
    }

    /** The prefix of a command that may use one processor only. */
    static List<String> onlyOn(Optional<Integer> core) {
        return core.map(number -> List.of(TASKSET, "-c", number.toString())).orElse(List.of());
    }

    /** Leaves this process its own processor only; throws IOException when that is not possible here. */
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
        } catch (InterruptedException inAHurry) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", inAHurry);
        }
    }
}
