package io.transom.node.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.transom.wire.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is believed of what a device on the home's network says about itself. */
class UpnpTest {
    private static final IpAddress ROUTER = IpAddress.of(192, 168, 1, 1);
    private static final IpAddress OWN = IpAddress.of(192, 168, 1, 2);
    private static final URI LOCATION = URI.create("http://192.168.1.1:5000/rootDesc.xml");
    private static final String WAN_IP = "urn:schemas-upnp-org:service:WANIPConnection:";

    // ---- the search ----

    @Test
    void a_location_counts_only_on_the_very_host_that_answered() {
        assertThat(SsdpSearch.location(answer("http://192.168.1.1:5000/rootDesc.xml"), ROUTER))
                .contains(LOCATION);
        for (String elsewhere : List.of(
                "http://192.168.1.3:5000/rootDesc.xml",
                "http://203.0.113.9/rootDesc.xml",
                "http://router.lan/rootDesc.xml",
                "http://192.168.1.1@203.0.113.9/x",
                "http://user@192.168.1.1/x",
                "http://192.168.1.1:99999/x",
                "https://192.168.1.1/x",
                "file:///etc/passwd",
                "http://3232235777/x",
                "http://192.168.1.1 /x",
                "")) {
            assertThat(SsdpSearch.location(answer(elsewhere), ROUTER))
                    .as(elsewhere)
                    .isEmpty();
        }
    }

    @Test
    void what_is_no_answer_to_a_search_says_nothing() {
        assertThat(SsdpSearch.location("NOTIFY * HTTP/1.1\r\nLOCATION: " + LOCATION + "\r\n\r\n", ROUTER))
                .isEmpty();
        assertThat(SsdpSearch.location("HTTP/1.1 404 Not Found\r\nLOCATION: " + LOCATION + "\r\n\r\n", ROUTER))
                .isEmpty();
        assertThat(SsdpSearch.location("", ROUTER)).isEmpty();
    }

    @Test
    void only_private_neighbours_on_our_own_link_are_heard() {
        assertThat(SsdpSearch.onLink(ROUTER, OWN, 24)).isTrue();
        assertThat(SsdpSearch.onLink(IpAddress.of(192, 168, 2, 1), OWN, 24)).isFalse();
        assertThat(SsdpSearch.onLink(IpAddress.of(192, 168, 2, 1), OWN, 16)).isTrue();
        assertThat(SsdpSearch.onLink(OWN, OWN, 24)).isFalse();
        assertThat(SsdpSearch.onLink(IpAddress.of(203, 0, 113, 9), OWN, 0)).isFalse();
    }

    // ---- the description ----

    @Test
    void the_newest_service_that_maps_ports_is_chosen() {
        String xml = device(service(WAN_IP + "1", "/one"), service(WAN_IP + "2", "/two"), service("urn:other:1", "/x"));
        assertThat(read(xml)).contains(new IgdDescription(WAN_IP + "2", URI.create("http://192.168.1.1:5000/two")));
        assertThat(read(device(service(WAN_IP + "1", "http://192.168.1.1:49152/ctl"))))
                .contains(new IgdDescription(WAN_IP + "1", URI.create("http://192.168.1.1:49152/ctl")));
    }

    @Test
    void orders_are_never_sent_to_another_host_than_the_description_came_from() {
        for (String control :
                List.of("http://203.0.113.9/ctl", "//203.0.113.9/ctl", "https://192.168.1.1/ctl", "", "::")) {
            assertThat(read(device(service(WAN_IP + "1", control)))).as(control).isEmpty();
        }
        String based = device("<URLBase>http://203.0.113.9/</URLBase>", service(WAN_IP + "1", "/ctl"));
        assertThat(read(based)).contains(new IgdDescription(WAN_IP + "1", URI.create("http://192.168.1.1:5000/ctl")));
    }

    @Test
    void xml_with_a_document_type_is_refused() {
        String entity = "<!DOCTYPE root [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>";
        assertThat(read(entity + device(service(WAN_IP + "1", "/&x;")))).isEmpty();
        assertThat(read("<!DOCTYPE root>" + device(service(WAN_IP + "1", "/ctl"))))
                .isEmpty();
        assertThat(read("<root")).isEmpty();
        assertThat(read("")).isEmpty();
        assertThat(read("<a>".repeat(20_000))).isEmpty();
    }

    // ---- orders ----

    private HttpServer server;
    private SmallHttp http;
    private final List<String> heard = new ArrayList<>();
    private volatile String reply = "";
    private volatile int status = 200;

    @BeforeEach
    void a_router_on_loopback() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            heard.add(exchange.getRequestHeaders().getFirst("SOAPAction") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] body = reply.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/elsewhere");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        http = new SmallHttp();
    }

    @AfterEach
    void close() {
        http.close();
        server.stop(0);
    }

    private URI at() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/ctl");
    }

    @Test
    void a_mapping_is_asked_for_and_a_fault_is_told_by_its_number() throws IOException {
        IgdService service = new IgdService(http, new IgdDescription(WAN_IP + "1", at()));
        reply = "<Envelope><Body><AddPortMappingResponse/></Body></Envelope>";
        assertThat(service.add(40000, OWN, 40001, Duration.ofHours(2)).yes()).isTrue();
        assertThat(heard.getFirst())
                .startsWith("\"" + WAN_IP + "1#AddPortMapping\"")
                .contains(
                        "<NewExternalPort>40000</NewExternalPort>",
                        "<NewInternalPort>40001</NewInternalPort>",
                        "<NewInternalClient>192.168.1.2</NewInternalClient>",
                        "<NewProtocol>UDP</NewProtocol>",
                        "<NewLeaseDuration>7200</NewLeaseDuration>");
        status = 500;
        reply =
                "<Envelope><Body><Fault><detail><UPnPError><errorCode>718</errorCode></UPnPError></detail></Fault></Body>"
                        + "</Envelope>";
        assertThat(service.add(40000, OWN, 40001, Duration.ZERO).error()).isEqualTo(IgdService.CONFLICT);
        reply = "not xml";
        assertThat(service.delete(40000).yes()).isFalse();
    }

    @Test
    void an_address_outside_is_an_address_or_nothing() throws IOException {
        IgdService service = new IgdService(http, new IgdDescription(WAN_IP + "1", at()));
        for (String nonsense : List.of("", "0.0.0.0", "example.org", "1.2.3")) {
            reply = "<r><NewExternalIPAddress>" + nonsense + "</NewExternalIPAddress></r>";
            assertThat(service.externalAddress()).as(nonsense).isEmpty();
        }
        reply = "<r><NewExternalIPAddress>198.51.100.7</NewExternalIPAddress></r>";
        assertThat(service.externalAddress()).contains(IpAddress.of(198, 51, 100, 7));
    }

    @Test
    void a_huge_answer_is_cut_off_and_a_redirect_is_not_followed() throws IOException {
        reply = "x".repeat(SmallHttp.LONGEST_BODY + 1);
        assertThatThrownBy(() -> http.get(at())).isInstanceOf(IOException.class);
        reply = "";
        status = 302;
        assertThat(http.get(at()).status()).isEqualTo(302);
        assertThat(heard).hasSize(2);
    }

    // ---- helpers ----

    private static String answer(String location) {
        return "HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=120\r\nLocation: " + location + "\r\nEXT:\r\n\r\n";
    }

    private static Optional<IgdDescription> read(String xml) {
        return IgdDescription.read(xml.getBytes(StandardCharsets.UTF_8), LOCATION);
    }

    private static String device(String... inside) {
        return "<root xmlns=\"urn:schemas-upnp-org:device-1-0\"><device>" + String.join("", inside)
                + "</device></root>";
    }

    private static String service(String type, String control) {
        return "<service><serviceType>" + type + "</serviceType><controlURL>" + control + "</controlURL></service>";
    }
}
