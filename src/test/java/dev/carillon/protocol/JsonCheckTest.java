package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCheckTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1.5e+300",
                "1e400",
                "12345678901234567890",
                "\"\"",
                "\"\\ud800\"",
                "null",
                " [1, {\"a\": \"🔔\"}]\r\n",
                "{\"a\":1,\"a\":2}"
            })
    void oneValueOfAnyKindPasses(String json) {
        passes(json.getBytes(UTF_8));
    }

    @Test
    void anEmptyTextIsNotAValue() {
        fails("", "expected one JSON value, but the text is empty");
        fails(" \n", "expected one JSON value, but the text is empty");
    }

    @Test
    void theFirstMistakeIsReportedWithItsPlace() {
        fails(
                "{\n  \"a\": 1,\n  \"b\": tru\n}",
                "expected one JSON value, but at line 3, column 12:"
                        + " Unrecognized token 'tru': was expecting (JSON String, Number, Array, Object or token 'null', 'true'"
                        + " or 'false')");
        fails(
                "[1,]",
                "expected one JSON value, but at line 1, column 4:"
                        + " Unexpected character (']' (code 93)): expected a value");
        fails(
                "{\"a\":1,}",
                "expected one JSON value, but at line 1, column 8:"
                        + " Unexpected character ('}' (code 125)): was expecting double-quote to start field name");
        fails("[1}", "expected one JSON value, but at line 1, column 3: Unexpected close marker '}': expected ']'");
        fails(
                "01",
                "expected one JSON value, but at line 1, column 2:"
                        + " Invalid numeric value: Leading zeroes not allowed");
    }

    @Test
    void anIncompleteTextIsReportedWithItsEnd() {
        fails("{\"a\": [1,", "expected one JSON value, but the text ends at line 1, column 10");
        fails("\"abc", "expected one JSON value, but the text ends at line 1, column 5");
        fails("-", "expected one JSON value, but the text ends at line 1, column 2");
    }

    @Test
    void nothingMayFollowTheValue() {
        fails("1 2", "expected one JSON value, but more follows from line 1, column 3");
        fails("{}\n[]", "expected one JSON value, but more follows from line 1, column 3");
    }

    @Test
    void noExtensionOfJsonIsAccepted() {
        fails("NaN", "expected one JSON value, but at line 1, column 4: Non-standard token 'NaN'");
        fails("/**/1", "expected one JSON value, but at line 1, column 1: Unexpected character ('/' (code 47))");
        fails(
                "'a'",
                "expected one JSON value, but at line 1, column 1: Unexpected character (''' (code 39)):"
                        + " expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')");
    }

    @Test
    void onlyUtf8WithoutAByteOrderMarkIsAccepted() {
        fails("\uFEFF1", "expected one JSON value, but at line 1, column 3: Invalid UTF-8 start byte 0xbb");
        fails(
                "[1]".getBytes(UTF_16LE),
                "expected one JSON value, but at line 1, column 3:"
                        + " Illegal character ((CTRL-CHAR, code 0)): only regular white space (\\r, \\n, \\t) is allowed"
                        + " between tokens");
        fails(
                new byte[] {'"', (byte) 0xff, '"'},
                "expected one JSON value, but at line 1, column 3: Invalid UTF-8 start byte 0xff");
    }

    @Test
    void aValueHasABoundedDepth() {
        passes(nested(JsonCheck.DEPTH_MAX).getBytes(UTF_8));
        fails(
                nested(JsonCheck.DEPTH_MAX + 1),
                "expected one JSON value, but at line 1, column 642:"
                        + " Document nesting depth (129) exceeds the maximum allowed (128)");
    }

    static void passes(byte[] json) {
        assertThatCode(() -> JsonCheck.requireOneValue(json)).doesNotThrowAnyException();
    }

    private static void fails(String json, String message) {
        fails(json.getBytes(UTF_8), message);
    }

    private static void fails(byte[] json, String message) {
        assertThatExceptionOfType(InvalidJson.class)
                .isThrownBy(() -> JsonCheck.requireOneValue(json))
                .withMessage(message);
    }

    private static String nested(int depth) {
        return "{\"a\":".repeat(depth - 1) + "[]" + "}".repeat(depth - 1);
    }
}
