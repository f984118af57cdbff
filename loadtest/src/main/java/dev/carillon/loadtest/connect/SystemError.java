package dev.carillon.loadtest.connect;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which class of failure an exception of a lane stands for. Netty's native transport keeps the system's error number in
 * the text of its exceptions, where it does not depend on the language of the machine; Java's own sockets have types.
 */
final class SystemError {
    private static final Pattern NATIVE = Pattern.compile("(\\w+)\\(\\.\\.\\) failed with error\\(-(\\d+)\\)");

    // Linux, include/uapi/asm-generic/errno-base.h and errno.h.
    private static final int ENFILE = 23;
    private static final int EMFILE = 24;
    private static final int EADDRINUSE = 98;
    private static final int EADDRNOTAVAIL = 99;
    private static final int ENETUNREACH = 101;
    private static final int ECONNRESET = 104;
    private static final int ENOBUFS = 105;
    private static final int ETIMEDOUT = 110;
    private static final int ECONNREFUSED = 111;
    private static final int EHOSTUNREACH = 113;

    private SystemError() {}

    static FailureClass classify(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Matcher matcher = NATIVE.matcher(String.valueOf(cause.getMessage()));
            if (matcher.find()) {
                return ofNumber(matcher.group(1), Integer.parseInt(matcher.group(2)));
            }
        }
        return ofType(failure);
    }

    private static FailureClass ofNumber(String call, int number) {
        return switch (number) {
            case EMFILE, ENFILE, ENOBUFS -> FailureClass.OUT_OF_DESCRIPTORS;
            case EADDRINUSE -> FailureClass.PORT_TAKEN;
            // From connect(2) it means that these two ends are connected already, or were so a moment ago.
            case EADDRNOTAVAIL -> call.equals("bind") ? FailureClass.NOT_OUR_ADDRESS : FailureClass.PORT_TAKEN;
            case ECONNREFUSED -> FailureClass.REFUSED;
            case ECONNRESET -> FailureClass.RESET;
            case ETIMEDOUT -> FailureClass.TIMED_OUT;
            case ENETUNREACH, EHOSTUNREACH -> FailureClass.UNREACHABLE;
            default -> FailureClass.OTHER;
        };
    }

    private static FailureClass ofType(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage());
            if (text.contains("Too many open files")) {
                return FailureClass.OUT_OF_DESCRIPTORS;
            }
            if (cause instanceof NoRouteToHostException) {
                return FailureClass.UNREACHABLE;
            }
            if (cause instanceof BindException) {
                return text.contains("in use") ? FailureClass.PORT_TAKEN : FailureClass.NOT_OUR_ADDRESS;
            }
            if (cause instanceof ConnectException) {
                return text.contains("timed out") ? FailureClass.TIMED_OUT : FailureClass.REFUSED;
            }
        }
        return FailureClass.OTHER;
    }
}
