import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ThreadLocalRandom;

/** Publishes prices for ticker.html: java Ticker.java [http://localhost:8080] */
class Ticker {
    public static void main(String[] args) throws Exception {
        String service = args.length == 0 ? "http://localhost:8080" : args[0];
        var http = HttpClient.newHttpClient();
        for (double gold = 2400; ; gold += ThreadLocalRandom.current().nextGaussian()) {
            var price = HttpRequest.newBuilder(URI.create(service + "/topics/examples.prices.gold"))
                    .POST(HttpRequest.BodyPublishers.ofString(Double.toString(gold)))
                    .build();
            var answer = http.send(price, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 202) {
                throw new IllegalStateException(answer.body());
            }
            Thread.sleep(50);
        }
    }
}
