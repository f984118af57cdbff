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

/** {@code carillon serve} as a child process on free ports, with the program, JVM and JVM options of this process. */
public final class ChildService implements AutoCloseable {
    private static final long STARTING_SECONDS = 60;

    private final Process process;
    private final ServiceAddresses addresses;

    private ChildService(Process process, ServiceAddresses addresses) {
        this.process = process;
        this.addresses = addresses;
    }

    /**
     * Starts the service and waits until it listens, at most {@value #STARTING_SECONDS} s.
     *
     * @param flags the flags of {@code carillon serve} besides the ports
     * @throws IOException if it ends or does not listen in time, with what it printed
     */
    public static ChildService start(List<String> flags) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("serve", "--port", "0", "--management-port", "0"));
        arguments.addAll(flags);
        // Native memory tracking costs some percent of memory. It has that cost from the start, so that it is not
        // mistaken for growth.
        Process process = ChildProcess.tied(List.of("-XX:NativeMemoryTracking=summary"), arguments);
        FutureTask<ChildService> starting =
                new FutureTask<>(() -> new ChildService(process, ServiceAddresses.of(process)));
        Thread.ofPlatform().name("soak-service").daemon().start(starting);
        try {
            return starting.get(STARTING_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException silent) {
            ChildProcess.stop(process);
            throw new IOException("the service did not listen within " + STARTING_SECONDS + " s", silent);
        } catch (ExecutionException ended) {
            ChildProcess.stop(process);
            throw new IOException(String.valueOf(ended.getMessage()), ended);
        }
    }

    /** Returns the process id of the service's JVM. */
    public long pid() {
        return ChildProcess.jvm(process).pid();
    }

    /** Returns the URL of the WebSocket for {@code topic}. */
    public String url(String topic) {
        return "ws://" + addresses.authority() + "/topics/" + topic;
    }

    /** Returns the address of its metrics. */
    public URI metrics() {
        return addresses.metrics();
    }

    /** Stops the service and waits until it has ended. */
    @Override
    public void close() {
        ChildProcess.stop(process);
    }
}
