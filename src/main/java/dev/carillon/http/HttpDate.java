package dev.carillon.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** The Date header of answers (RFC 9110, 6.6.1), formatted once a second. Belongs to one loop. */
public final class HttpDate {
    /** RFC 9110, 5.6.7. The JDK's RFC_1123_DATE_TIME writes days before the tenth with one digit. */
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final LongSupplier currentTimeMillis;
    private long second = Long.MIN_VALUE;
    private String text = "";

    public HttpDate() {
        this(System::currentTimeMillis);
    }

    /** @param currentTimeMillis as {@link System#currentTimeMillis} */
    public HttpDate(LongSupplier currentTimeMillis) {
        this.currentTimeMillis = currentTimeMillis;
    }

    /** The value of the header: {@code Thu, 26 Nov 2026 13:25:51 GMT}. */
    public String now() {
        long now = Math.floorDiv(currentTimeMillis.getAsLong(), 1000L);
        if (now != second) {
            second = now;
            text = FORM.format(Instant.ofEpochSecond(now));
        }
        return text;
    }
}
