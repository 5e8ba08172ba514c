#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QFontInfo>
#include <QLineEdit>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QStyleOptionButton>
#include <QScrollBar>
#include <gtest/gtest.h>

#include <cmath>

namespace zscape {
namespace {

// WCAG 2.1, relative luminance and contrast ratio.
double luminance(const QColor& c) {
    const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

double contrast(const QColor& a, const QColor& b) {
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

class Grounds : public testing::TestWithParam<const Tokens*> {};

TEST_P(Grounds, TextReachesAaOnThePanel) {
    const Tokens& t = *GetParam();
    for (const QColor& colour : {t.text, t.text2, t.accent, t.good, t.warn, t.bad})
        EXPECT_GE(contrast(colour, t.panel), 4.5) << qPrintable(colour.name());
    EXPECT_GE(contrast(t.onFill, t.fill), 4.5);
    EXPECT_GE(contrast(t.edge, t.panel), 3.0);
    EXPECT_GE(contrast(t.text2, t.ground), 4.5);
}

TEST_P(Grounds, RatiosAreThoseOfTheDesign) {
    const Tokens& t = *GetParam();
    EXPECT_NEAR(contrast(t.edge, t.panel), t.dark ? 3.2 : 3.4, 0.06);
    EXPECT_NEAR(contrast(t.text, t.panel), t.dark ? 14.4 : 15.6, 0.06);
    EXPECT_NEAR(contrast(t.text2, t.panel), t.dark ? 7.6 : 6.5, 0.06);
    EXPECT_NEAR(contrast(t.text3, t.panel), t.dark ? 4.2 : 3.6, 0.06);
    EXPECT_NEAR(contrast(t.accent, t.panel), t.dark ? 7.2 : 5.9, 0.06);
    EXPECT_NEAR(contrast(t.onFill, t.fill), t.dark ? 5.0 : 6.1, 0.06);
}

TEST_P(Grounds, ClassesStandOutOnTheWellAndFromOneAnother) {
    const Tokens& t = *GetParam();
    for (int i = 0; i < Tokens::kClassColours; ++i) {
        EXPECT_GE(contrast(t.classColour(i), t.well), t.dark ? 4.2 - 0.05 : 3.0 - 0.05) << i;
        for (int k = 0; k < i; ++k) EXPECT_NE(t.classColour(i), t.classColour(k));
        EXPECT_FALSE(Tokens::classIsRing(i));
        EXPECT_EQ(t.classColour(i), t.classColour(i + Tokens::kClassColours));
        EXPECT_TRUE(Tokens::classIsRing(i + Tokens::kClassColours));
    }
    EXPECT_EQ(t.classColour(-1), t.unlabelled);
}

TEST_P(Grounds, SignedColoursMeetInTheWell) {
    const Tokens& t = *GetParam();
    EXPECT_EQ(t.signedColour(0), t.well);
    EXPECT_EQ(t.signedColour(-1), t.negative);
    EXPECT_EQ(t.signedColour(2), t.positive);
}

INSTANTIATE_TEST_SUITE_P(Both, Grounds, testing::Values(&darkTokens(), &lightTokens()),
                         [](const testing::TestParamInfo<const Tokens*>& ground) {
                             return ground.param->dark ? "Dark" : "Light";
                         });

TEST(Viridis, EndsAndRanges) {
    EXPECT_EQ(viridis(0).name(), QStringLiteral("#440154"));
    EXPECT_EQ(viridis(1).name(), QStringLiteral("#fde725"));
    EXPECT_EQ(darkTokens().magnitude(0), viridis(0.25));
    EXPECT_EQ(darkTokens().magnitude(1), viridis(1));
    EXPECT_EQ(lightTokens().magnitude(1), viridis(0.75));
}

TEST(Theme, ChoiceChangesThePaletteAndTellsOnce) {
    ThemeController& theme = ThemeController::instance();
    theme.setChoice(ThemeChoice::Dark);
    int told = 0;
    const auto connection = QObject::connect(&theme, &ThemeController::changed, [&told] { ++told; });
    theme.setChoice(ThemeChoice::Light);
    theme.setChoice(ThemeChoice::Light);
    QObject::disconnect(connection);
    EXPECT_EQ(told, 1);
    EXPECT_FALSE(tokens().dark);
    EXPECT_EQ(QApplication::palette().color(QPalette::Window), lightTokens().ground);
    EXPECT_EQ(QApplication::palette().color(QPalette::PlaceholderText), lightTokens().text2);
    theme.setChoice(ThemeChoice::Dark);
    EXPECT_EQ(QApplication::palette().color(QPalette::Window), darkTokens().ground);
}

TEST(Theme, ReducedMotionTakesEveryMovementAway) {
    ThemeController& theme = ThemeController::instance();
    EXPECT_EQ(theme.duration(200), 200);
    theme.setReduceMotion(true);
    EXPECT_EQ(theme.duration(200), 0);
    EXPECT_EQ(QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration), 0);
    theme.setReduceMotion(false);
}

TEST(Theme, OffscreenHasTheBundledFontAt13Pixels) {
    EXPECT_EQ(QFontInfo(QApplication::font()).family(), QStringLiteral("Noto Sans"));
    EXPECT_EQ(QFontInfo(bodyFont()).pixelSize(), 13);
    EXPECT_EQ(QFontInfo(displayFont()).pixelSize(), 22);
    EXPECT_EQ(QFontInfo(noteFont()).pixelSize(), 12);
    EXPECT_EQ(QFontInfo(axisFont()).pixelSize(), 11);
    EXPECT_TRUE(titleFont().bold());
    // Digits are of one width, so that live numbers do not dance.
    const QFontMetrics letters(bodyFont());
    for (int digit = 1; digit < 10; ++digit)
        EXPECT_EQ(letters.horizontalAdvance(QString::number(digit)), letters.horizontalAdvance(QStringLiteral("0")));
}

TEST(Icons, EveryOneDrawsInsideItsBoxInTheAskedColour) {
    const QStringList names = QDir(QStringLiteral(":/zscape/icons")).entryList({QStringLiteral("*.svg")});
    ASSERT_GE(names.size(), 20);
    for (const QString& file : names) {
        const QString name = file.chopped(4);
        const QImage image = iconPixmap(name, Qt::red, 32, 1).toImage();
        int drawn = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) {
                const QColor c = image.pixelColor(x, y);
                if (c.alpha() < 128) continue;
                ++drawn;
                EXPECT_EQ(c.green(), 0) << qPrintable(name);
            }
        EXPECT_GT(drawn, 20) << qPrintable(name);
        EXPECT_FALSE(icon(name).isNull());
    }
    EXPECT_TRUE(icon(QStringLiteral("nothing-like-it")).isNull());
}

TEST(Icons, FollowTheThemeAndTheMode) {
    ThemeController::instance().setChoice(ThemeChoice::Dark);
    const auto colourOf = [](QIcon::Mode mode, QIcon::State state) {
        const QImage image = icon(QStringLiteral("stop")).pixmap(QSize(16, 16), mode, state).toImage();
        return image.pixelColor(8, 8);
    };
    EXPECT_EQ(colourOf(QIcon::Normal, QIcon::Off), darkTokens().text2);
    EXPECT_EQ(colourOf(QIcon::Disabled, QIcon::Off), darkTokens().text3);
    EXPECT_EQ(colourOf(QIcon::Normal, QIcon::On), darkTokens().accent);
    ThemeController::instance().setChoice(ThemeChoice::Light);
    EXPECT_EQ(colourOf(QIcon::Normal, QIcon::Off), lightTokens().text2);
    ThemeController::instance().setChoice(ThemeChoice::Dark);
}

TEST(Style, MeasuresAreThoseOfTheDesign) {
    const QStyle* style = QApplication::style();
    EXPECT_EQ(style->pixelMetric(QStyle::PM_DockWidgetSeparatorExtent), 6);
    EXPECT_EQ(style->pixelMetric(QStyle::PM_ScrollBarExtent), 7);
    EXPECT_EQ(style->pixelMetric(QStyle::PM_ToolBarFrameWidth), 0);
    QPushButton button(QStringLiteral("Train"));
    EXPECT_EQ(button.sizeHint().height(), 30);
    QLineEdit line;
    EXPECT_EQ(line.sizeHint().height(), 28);
    QComboBox combo;
    combo.addItem(QStringLiteral("Linear"));
    EXPECT_EQ(combo.sizeHint().height(), 28);
}

QImage grabbed(QWidget& widget) {
    widget.ensurePolished();
    return widget.grab().toImage();
}

TEST(Style, PrimaryIsFilledPlainIsRaisedOffIsNeither) {
    ThemeController::instance().setChoice(ThemeChoice::Dark);
    QPushButton button;
    button.resize(100, 30);
    const auto middle = [&button] { return grabbed(button).pixelColor(20, 15); };
    EXPECT_EQ(middle(), darkTokens().raised);
    setButtonLook(&button, ButtonLook::Primary);
    EXPECT_EQ(middle(), darkTokens().fill);
    button.setEnabled(false);
    EXPECT_EQ(middle(), mixed(darkTokens().panel, darkTokens().raised, 0.5));
}

TEST(Style, AButtonWithLessRoomThanItsTextEndsInDots) {
    QPushButton narrow(QStringLiteral("Try again from step 204 with free bits 0.5 per dimension")), dotted;
    for (QPushButton* button : {&narrow, &dotted}) button->resize(180, 30);
    QStyleOptionButton option;
    option.initFrom(&narrow);
    const QRect room = QApplication::style()->subElementRect(QStyle::SE_PushButtonContents, &option, &narrow);
    dotted.setText(narrow.fontMetrics().elidedText(narrow.text(), Qt::ElideRight, room.width()));
    ASSERT_TRUE(dotted.text().endsWith(QChar(0x2026))) << qPrintable(dotted.text());
    EXPECT_EQ(grabbed(narrow), grabbed(dotted));
}

TEST(Style, AWrongFieldIsRinged) {
    QLineEdit line;
    line.resize(100, 28);
    setFieldError(&line, true);
    EXPECT_EQ(grabbed(line).pixelColor(50, 1), darkTokens().bad);
    setFieldError(&line, false);
    EXPECT_NE(grabbed(line).pixelColor(50, 1), darkTokens().bad);
}

TEST(Style, ProgressIsFilledByItsShare) {
    QProgressBar bar;
    bar.setTextVisible(false);
    bar.resize(200, 4);
    bar.setRange(0, 100);
    bar.setValue(50);
    const QImage image = grabbed(bar);
    EXPECT_EQ(image.pixelColor(50, 2), darkTokens().accent);
    EXPECT_NE(image.pixelColor(150, 2), darkTokens().accent);
}

}  // namespace
}  // namespace zscape
