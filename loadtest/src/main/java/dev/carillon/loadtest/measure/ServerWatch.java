package dev.carillon.loadtest.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Measures the resources of a server that runs on the tester's machine: the processor time of a process and its
 * descendants, and their resident memory, which only Linux reports. Used by one thread.
 */
public final class ServerWatch {
    private final ProcessHandle process;
    private Moment began = Moment.NOTHING;
    private Moment opened = Moment.NOTHING;
    private Moment measured = Moment.NOTHING;
    private Moment ended = Moment.NOTHING;

    /**
     * The resources used.
     *
     * @param opening processor time from the first attempt to connect until half a second after all connections are
     *     open
     * @param measuring processor time during the measurement
     * @param residentBefore bytes before the first connection; 0 if the system does not report it
     * @param residentOpen bytes when all connections are open
     * @param residentEnd bytes at the end of the measurement
     */
    public record Use(Duration opening, Duration measuring, long residentBefore, long residentOpen, long residentEnd) {}

    private ServerWatch(ProcessHandle process) {
        this.process = process;
    }

    /**
     * Watches the process with this id.
     *
     * @throws IllegalArgumentException if there is no such process
     */
    public static ServerWatch of(long pid) {
        return new ServerWatch(ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .orElseThrow(() -> new IllegalArgumentException(
                        "--server-pid must be a process of this machine that runs, was " + pid)));
    }

    /** Reads the resources before the first connection. */
    public void begin() {
        began = look();
    }

    /** Reads the resources when all connections are open. */
    public void open() {
        opened = look();
    }

    /** Reads the resources when the measurement begins. */
    public void measure() {
        measured = look();
    }

    /** Reads the resources when the measurement ends. */
    public void end() {
        ended = look();
    }

    public Use use() {
        return new Use(
                opened.cpu.minus(began.cpu),
                ended.cpu.minus(measured.cpu),
                began.resident,
                opened.resident,
                ended.resident);
    }

    private Moment look() {
        return Stream.concat(Stream.of(process), process.descendants())
                .map(Moment::of)
                .reduce(Moment.NOTHING, Moment::plus);
    }

    private record Moment(Duration cpu, long resident) {
        static final Moment NOTHING = new Moment(Duration.ZERO, 0);

        private static final String RESIDENT = "VmRSS:";

        static Moment of(ProcessHandle process) {
            return new Moment(process.info().totalCpuDuration().orElse(Duration.ZERO), residentOf(process.pid()));
        }

        Moment plus(Moment other) {
            return new Moment(cpu.plus(other.cpu), resident + other.resident);
        }

        private static long residentOf(long pid) {
            try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
                Optional<String> line =
                        lines.filter(each -> each.startsWith(RESIDENT)).findFirst();
                return line.map(each -> Long.parseLong(each.replaceAll("\\D", "")) << 10)
                        .orElse(0L);
            } catch (IOException goneOrNotLinux) {
                return 0;
            }
        }
    }
}
