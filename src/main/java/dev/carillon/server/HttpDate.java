package dev.carillon.server;

import io.netty.handler.codec.DateFormatter;
import java.util.Date;
import java.util.function.LongSupplier;

/** The Date of answers (RFC 9110, 6.6.1), written anew once a second. Belongs to one loop. */
final class HttpDate {
    private final LongSupplier currentTimeMillis;
    private long second = Long.MIN_VALUE;
    private String text = "";

    HttpDate() {
        this(System::currentTimeMillis);
    }

    /** @param currentTimeMillis as {@link System#currentTimeMillis} */
    HttpDate(LongSupplier currentTimeMillis) {
        this.currentTimeMillis = currentTimeMillis;
    }

    /** As the header has it: {@code Thu, 26 Nov 2026 13:25:51 GMT}. */
    String now() {
        long millis = currentTimeMillis.getAsLong();
        if (Math.floorDiv(millis, 1000L) != second) {
            second = Math.floorDiv(millis, 1000L);
            text = DateFormatter.format(new Date(millis));
        }
        return text;
    }
}
