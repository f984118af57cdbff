package dev.carillon.server;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A network namespace (network_namespaces(7)) with one thread. Every socket and every process that this thread makes
 * belongs to it, wherever they are used. It ends with the last of them, so nothing has to be cleaned up, also when a
 * test is killed.
 *
 * <p>A thread belongs to the network of the thread that starts it. So nothing in here may start or wake a virtual
 * thread: that may start a carrier thread, which would stay in this network and run virtual threads of later tests.
 */
final class TestNetwork implements AutoCloseable {
    /** Linux, {@code include/uapi/linux/sched.h}. */
    private static final int CLONE_NEWNET = 0x40000000;

    private final ExecutorService inside = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("network").factory());

    private final String threadId;
    private final List<String> taps = new ArrayList<>();

    private TestNetwork() throws Exception {
        this.threadId = call(() -> {
            unshare();
            return Path.of("/proc/thread-self").toRealPath().getFileName().toString();
        });
    }

    /** A new network with only a loopback address; the test is skipped if it cannot be made. */
    static TestNetwork create() throws Exception {
        try {
            new ProcessBuilder("ip", "-Version").start().waitFor();
        } catch (IOException missing) {
            abort("no network can be made without ip (iproute2): " + missing.getMessage());
        }
        TestNetwork made = new TestNetwork();
        made.ip("link set lo up");
        return made;
    }

    /** Connects {@code address} here to {@code otherAddress} there with a cable. */
    void join(TestNetwork other, String address, String otherAddress) throws Exception {
        ip("link add cable type veth peer name cable netns " + other.threadId);
        plugIn(address);
        other.plugIn(otherAddress);
    }

    /** Makes a bridge with an address here, to which {@link #joinBridge} connects cables. */
    void bridge(String address) throws Exception {
        ip("link add bridge type bridge");
        ip("address add " + address + "/24 dev bridge");
        ip("link set bridge up");
    }

    /** Connects {@code port} of the bridge here to {@code otherAddress} there. */
    void joinBridge(TestNetwork other, String port, String otherAddress) throws Exception {
        ip("link add " + port + " type veth peer name cable netns " + other.threadId);
        ip("link set " + port + " master bridge up");
        other.plugIn(otherAddress);
    }

    /** As {@link #joinBridge}, with a cable that is long except for the address {@code near}. */
    LongCable joinBridgeFar(TestNetwork other, String port, String otherAddress, String near) throws Exception {
        LongCable cable = LongCable.between(tap(port), other.tap("cable"), InetAddress.getByName(near));
        ip("link set " + port + " master bridge up");
        other.plugIn(otherAddress);
        return cable;
    }

    private Tap tap(String name) throws Exception {
        Tap made = call(() -> new Tap(name));
        taps.add(name);
        return made;
    }

    private void plugIn(String address) throws Exception {
        ip("address add " + address + "/24 dev cable");
        ip("link set cable up");
    }

    /** Loses everything sent to {@code address} from now on, without an error on either side. */
    void lose(String address) throws Exception {
        // Sent to a card that does not exist, so that packets are lost on the way; on a cut cable they would stay in
        // the sender's queue.
        ip("neighbour replace " + address + " lladdr 02:00:00:00:00:01 nud permanent dev cable");
    }

    /** Ends {@link #lose}. */
    void find(String address) throws Exception {
        ip("neighbour delete " + address + " dev cable");
    }

    /** As {@link #find}, also if the address is not lost. */
    void findIfLost(String address) throws Exception {
        ip("neighbour replace " + address + " lladdr 02:00:00:00:00:01 nud permanent dev cable");
        find(address);
    }

    /** Limits the rate of sending from here. Packets wait for at most {@code latencyMax}; later ones are lost. */
    void slow(String rate, Duration latencyMax) throws Exception {
        tool("tc qdisc replace dev cable root tbf rate " + rate + " burst 16k latency " + latencyMax.toMillis() + "ms");
    }

    /** Ends {@link #slow}. */
    void fast() throws Exception {
        tool("tc qdisc delete dev cable root");
    }

    /** Loses a part of the incoming packets, independently of each other. */
    void dropAtRandom(double part) throws Exception {
        tool("iptables -A INPUT -i cable -m statistic --mode random --probability " + part + " -j DROP");
    }

    /** Ends {@link #dropAtRandom}. */
    void dropNone() throws Exception {
        tool("iptables -F INPUT");
    }

    /** Runs {@code action} in this network. */
    <T> T call(Callable<T> action) throws Exception {
        try {
            return inside.submit(action).get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw failure;
        }
    }

    private void ip(String arguments) throws Exception {
        tool("ip " + arguments);
    }

    /** If the tool is missing or fails, the test is skipped. */
    private void tool(String command) throws Exception {
        String said = call(() -> {
            Process tool = new ProcessBuilder(command.split(" "))
                    .redirectErrorStream(true)
                    .start();
            String out = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return tool.waitFor() == 0 ? "" : out;
        });
        if (!said.isEmpty()) {
            abort("no such network can be made here: " + command + ": " + said);
        }
    }

    /** Moves the calling thread to a new network (unshare(2)). */
    @SuppressWarnings("restricted") // the launcher's options allow it
    private static void unshare() throws IOException {
        Linker linker = Linker.nativeLinker();
        MethodHandle unshare = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("unshare"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT),
                Linker.Option.captureCallState("errno"));
        var errno = Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(Linker.Option.captureStateLayout());
            if ((int) unshare.invokeExact(captured, CLONE_NEWNET) != 0) {
                abort("no network can be made here: unshare(CLONE_NEWNET) failed with errno "
                        + (int) errno.get(captured, 0L) + ", it takes CAP_SYS_ADMIN");
            }
        } catch (IOException | RuntimeException failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError("a call into the C library threw", impossible);
        }
    }

    @Override
    public void close() {
        taps.forEach(this::delete);
        inside.shutdownNow();
    }

    /** Otherwise the thread that reads from it would wait for ever, and keep the network. */
    private void delete(String tap) {
        try {
            ip("link delete " + tap);
        } catch (Exception failure) {
            throw new AssertionError("cannot delete a network device", failure);
        }
    }
}
