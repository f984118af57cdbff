package dev.carillon.loadtest.soak;

import dev.carillon.loadtest.run.ChildProcess;
import dev.carillon.loadtest.run.ServiceAddresses;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code carillon serve} as a child of this process, on free ports: the same program with the same JVM and options. */
public final class ChildService implements AutoCloseable {
    private static final long STARTING_SECONDS = 60;

    private final Process process;
    private final ServiceAddresses addresses;

    private ChildService(Process process, ServiceAddresses addresses) {
        this.process = process;
        this.addresses = addresses;
    }

    /**
     * Ends when it serves.
     *
     * @param flags those of {@code carillon serve}
     * @throws IOException when it does not, with what it said instead
     */
    public static ChildService start(List<String> flags) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("serve", "--port", "0", "--management-port", "0"));
        arguments.addAll(flags);
        // Its cost, some percent of memory, is there from the beginning.
        Process process = ChildProcess.tied(List.of("-XX:NativeMemoryTracking=summary"), arguments);
        FutureTask<ChildService> starting =
                new FutureTask<>(() -> new ChildService(process, ServiceAddresses.of(process)));
        Thread.ofPlatform().name("soak-service").daemon().start(starting);
        try {
            return starting.get(STARTING_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException silent) {
            ChildProcess.stop(process);
            throw new IOException("expected it to say where it listens within " + STARTING_SECONDS + " s", silent);
        } catch (ExecutionException ended) {
            ChildProcess.stop(process);
            throw new IOException(String.valueOf(ended.getMessage()), ended);
        }
    }

    public long pid() {
        return ChildProcess.jvm(process).pid();
    }

    /** The WebSocket of this topic. */
    public String url(String topic) {
        return "ws://" + addresses.authority() + "/topics/" + topic;
    }

    public URI metrics() {
        return addresses.metrics();
    }

    /** Has it stop, and waits until it has. */
    @Override
    public void close() {
        ChildProcess.stop(process);
    }
}
