package dev.carillon.cli;

import dev.carillon.cli.LineForm.InvalidLine;
import dev.carillon.cli.LineSource.Next;
import dev.carillon.client.LineListener;
import dev.carillon.client.LinePublisher;
import dev.carillon.client.ServiceAccess;
import dev.carillon.client.ServiceFailure;
import dev.carillon.config.Rate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Publishes each line of an input, and reports progress and refused lines. */
final class LinePublication implements LineListener, AutoCloseable {
    /** If no line comes for this long, the lines so far are sent. */
    private static final Duration TOGETHER = Duration.ofMillis(1);

    /** If no line comes for this long, the request ends: the service does not wait much longer for the rest of it. */
    private static final Duration REQUEST = Duration.ofSeconds(1);

    /** More refusals are counted but not printed. */
    private static final int TOLD_MAX = 10;

    private final ServiceAccess access;
    private final LineForm form;
    private final ProgressLine screen;
    private final LineSchedule pace;
    private final LinePublisher publisher;

    private final AtomicLong invalid = new AtomicLong();

    private long read;
    private long sent;
    /** Whether lines have been added that are not sent yet. */
    private boolean unsent;

    LinePublication(ServiceAccess access, LineForm form, Optional<Rate> rate, ProgressLine screen) {
        this.access = access;
        this.form = form;
        this.pace = new LineSchedule(rate);
        this.screen = screen;
        this.publisher = new LinePublisher(access, this);
    }

    /** Publishes all lines and returns the exit code. */
    int publish(LineReader input) throws InterruptedException {
        try {
            Optional<String> unreadable = publishAll(new LineSource(input));
            unreadable.ifPresentOrElse(why -> screen.tell(why + "; " + summary()), () -> screen.tell(summary()));
            return unreadable.isPresent() || refused() > 0 ? 1 : 0;
        } catch (ServiceFailure failure) {
            long unknown = sent - publisher.published() - publisher.refused();
            screen.tell("cannot publish to " + access.url() + ": " + failure.message() + "; " + summary()
                    + (unknown == 0 ? "" : "; it is not known whether " + lines(unknown) + " more " + were(unknown)));
            return 1;
        }
    }

    /** Returns the error of the input, if reading failed before its end. */
    private Optional<String> publishAll(LineSource source) throws ServiceFailure, InterruptedException {
        while (true) {
            switch (source.next(unsent ? TOGETHER : REQUEST)) {
                case Next.Line line -> {
                    keepPace();
                    publish(line.bytes());
                    unsent = true;
                }
                case Next.Pause pause -> rest();
                case Next.End(var failure) -> {
                    publisher.finish();
                    return failure.map(why -> "standard input cannot be read: " + why.getMessage());
                }
            }
            screen.show(this::progress);
        }
    }

    private void rest() throws ServiceFailure {
        if (unsent) {
            publisher.flush();
            unsent = false;
        } else {
            publisher.finish();
        }
    }

    private void keepPace() throws ServiceFailure, InterruptedException {
        Duration wait = pace.next();
        if (wait.isZero()) {
            return;
        }
        if (wait.compareTo(REQUEST) < 0) {
            publisher.flush();
        } else {
            publisher.finish();
        }
        Thread.sleep(wait);
    }

    private void publish(byte[] line) throws ServiceFailure {
        read++;
        try {
            byte[] posted = form.posted(line);
            if (isBlank(posted)) {
                publisher.skip();
            } else {
                sent++;
                publisher.send(posted);
            }
        } catch (InvalidLine mistake) {
            invalid.incrementAndGet();
            // The service must count the line, too, so that line numbers match.
            publisher.skip();
            tellRefused(read, String.valueOf(mistake.getMessage()));
        }
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void onRefused(long line, String why) {
        tellRefused(line, why);
    }

    private void tellRefused(long line, String why) {
        if (refused() <= TOLD_MAX) {
            screen.tell("line " + line + " was refused: " + why);
        }
    }

    private long refused() {
        return invalid.get() + publisher.refused();
    }

    private String progress() {
        return summary() + ", " + lines(publisher.published() * 1_000_000_000L / pace.nanos()) + " a second";
    }

    private String summary() {
        long refused = refused();
        return "published " + lines(publisher.published()) + form.destination()
                + (refused == 0 ? "" : "; " + lines(refused) + (refused == 1 ? " was" : " were") + " refused");
    }

    private static String lines(long count) {
        return count + (count == 1 ? " line" : " lines");
    }

    private static String were(long count) {
        return count == 1 ? "was" : "were";
    }

    @Override
    public void close() {
        publisher.close();
    }
}
