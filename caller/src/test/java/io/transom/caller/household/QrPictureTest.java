package io.transom.caller.household;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.LuminanceSource;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import io.transom.core.household.PairingCode;
import io.transom.core.trust.InviteCode;
import io.transom.node.control.ManagerUrl;
import io.transom.node.program.JoinLink;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is drawn in the terminal is what another maker's reader sees. */
class QrPictureTest {
    private static final int PIXELS = 4;
    private static final PairingCode CODE = new PairingCode(Bytes.owning(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
    private static final InviteCode INVITE =
            new InviteCode(Bytes.owning(new byte[16]), EndpointId.fromHash(Bytes.owning(new byte[16])));

    /** As a camera sees the terminal: each character is as high as two of its width. */
    private static String read(List<String> lines) throws Exception {
        int width = lines.getFirst().length() * PIXELS;
        int height = lines.size() * 2 * PIXELS;
        int[] pixels = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                char character = lines.get(y / (2 * PIXELS)).charAt(x / PIXELS);
                boolean upper = y / PIXELS % 2 == 0;
                boolean ink = character == '\u2588' || character == (upper ? '\u2580' : '\u2584');
                pixels[y * width + x] = ink ? 0x000000 : 0xFFFFFF;
            }
        }
        LuminanceSource seen = new RGBLuminanceSource(width, height, pixels);
        return new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(seen)))
                .getText();
    }

    @Test
    void a_reader_of_another_maker_reads_the_code_alone_and_all_that_a_newcomer_needs() throws Exception {
        JoinLink alone = new JoinLink(CODE, Optional.empty(), Optional.empty());
        ManagerUrl manager = ManagerUrl.parse("https://intercom.example.org");
        JoinLink all = new JoinLink(CODE, Optional.of(manager), Optional.of(INVITE));
        for (JoinLink link : List.of(alone, all)) {
            List<String> lines = new QrPicture(link.text()).lines(false);
            String text = read(lines);
            assertThat(text).isEqualTo(link.text());
            assertThat(JoinLink.parse(text)).contains(link);
            assertThat(lines.size()).as("fits a terminal").isLessThan(35);
        }
        assertThat(all.text())
                .startsWith(
                        "transom:join?code=" + CODE.text() + "&manager=wss://intercom.example.org:443/mqtt&invite=");
    }

    @Test
    void a_picture_is_a_rectangle_with_a_quiet_edge_and_in_a_terminal_black_on_white() {
        List<String> lines = new QrPicture(new JoinLink(CODE, Optional.empty(), Optional.empty()).text()).lines(false);
        assertThat(lines).allMatch(line -> line.length() == lines.getFirst().length());
        assertThat(lines.get(0)).isBlank();
        assertThat(lines.get(1)).isBlank();
        assertThat(new QrPicture("x").lines(true)).allMatch(line -> line.startsWith("\u001b[") && line.endsWith("m"));
    }

    @Test
    void a_link_is_read_with_care_and_never_shown_in_a_log() {
        JoinLink link = new JoinLink(CODE, Optional.empty(), Optional.empty());
        assertThat(JoinLink.parse(" " + CODE.text().replace("-", " ") + "\n")).contains(link);
        assertThat(JoinLink.parse(link.text() + "&later=x&=&y")).contains(link);
        for (String bad : List.of(
                "",
                "transom:join?",
                "transom:join?code=" + CODE.text().replace('a', 'b'),
                "transom:join?manager=ws://h",
                link.text() + "&manager=%zz",
                link.text() + "&manager=ftp://h",
                link.text() + "&invite=abc",
                link.text() + "&x=" + "y".repeat(600))) {
            assertThat(JoinLink.parse(bad)).as(bad).isEmpty();
        }
        assertThat(link.toString()).doesNotContain(CODE.text().substring(0, 5));
    }
}
