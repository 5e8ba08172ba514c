#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/image.h"
#include "ui/widgets/live_number.h"
#include "ui/widgets/message_strip.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/panel_frame.h"
#include "ui/widgets/picture_view.h"
#include "ui/widgets/plain_slider.h"
#include "ui/widgets/tile_picture.h"

#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>
#include <gtest/gtest.h>

namespace zscape {
namespace {

Picture checker(int channels) {
    Picture picture{2, 2, channels, {}};
    for (int i = 0; i < 4; ++i)
        for (int c = 0; c < channels; ++c) picture.pixels.push_back(i == 0 || i == 3 ? 255 : 0);
    return picture;
}

TEST(TilePicture, TheTileIsOutlinedAndTheRestIsAsItWas) {
    TileOverview overview;
    overview.picture = {40, 20, 1, std::vector<uint8_t>(800, 90)};
    overview.x = 20;
    overview.y = 10;
    overview.width = overview.height = 10;
    const QImage shown = tilePicture(overview, 1);
    ASSERT_EQ(shown.size(), QSize(40, 20));
    for (const QPoint on : {QPoint(20, 10), QPoint(29, 10), QPoint(20, 19), QPoint(29, 19), QPoint(25, 11)})
        EXPECT_EQ(shown.pixelColor(on), tokens().accent) << on.x() << " " << on.y();
    for (const QPoint off : {QPoint(25, 15), QPoint(18, 15), QPoint(31, 15), QPoint(25, 8), QPoint(0, 0)})
        EXPECT_EQ(shown.pixelColor(off), QColor(90, 90, 90)) << off.x() << " " << off.y();
    // One of thousands is seen too, whole, at the very edge.
    overview.x = 39.7;
    overview.y = 19.7;
    overview.width = overview.height = 0.3;
    EXPECT_EQ(tilePicture(overview, 1).pixelColor(39, 19), tokens().accent);
    EXPECT_EQ(tilePicture(overview, 1).pixelColor(35, 15), tokens().accent);
    EXPECT_EQ(tilePicture(overview, 1).pixelColor(33, 13), QColor(90, 90, 90));
    EXPECT_EQ(tilePicture(overview, 2).devicePixelRatio(), 2);
}

TEST(Image, GreyAndColourGoThereAndBack) {
    for (const int channels : {1, 3}) {
        const QImage image = toImage(checker(channels));
        ASSERT_EQ(image.size(), QSize(2, 2));
        EXPECT_EQ(image.pixelColor(0, 0), QColor(Qt::white));
        EXPECT_EQ(image.pixelColor(1, 0), QColor(Qt::black));
        EXPECT_EQ(toPicture(image), checker(channels));
    }
    EXPECT_TRUE(toImage(Picture{}).isNull());
    const QImage two = toImage({2, 1, 2, {255, 0, 10, 200}});
    EXPECT_EQ(two.pixelColor(0, 0), QColor(0, 255, 0)) << "green and magenta";
    EXPECT_EQ(two.pixelColor(1, 0), QColor(200, 10, 200));
}

TEST(Image, ADragCarriesIndexCodeAndFile) {
    const auto mime = imageMime(70001, toImage(checker(1)), QStringLiteral("/tmp/a b.png"));
    EXPECT_EQ(imageIndexOf(mime.get()), 70001);
    EXPECT_TRUE(mime->hasUrls());
    EXPECT_FALSE(codeOf(mime.get()));
    const std::vector<float> code{1.5F, -2.F};
    EXPECT_EQ(codeOf(codeMime(code, {}).get()), code);
    EXPECT_FALSE(imageIndexOf(nullptr));
}

TEST(PictureView, ExactPixelsAreSharpAndSmoothOnesAreNot) {
    PictureView view;
    view.resize(40, 40);
    view.setPicture(checker(1));
    view.setExactPixels(true);
    QImage image = view.grab().toImage();
    EXPECT_EQ(image.pixelColor(10, 10), QColor(Qt::white));
    EXPECT_EQ(image.pixelColor(30, 10), QColor(Qt::black));
    EXPECT_EQ(image.pixelColor(18, 10), QColor(Qt::white));
    view.setExactPixels(false);
    image = view.grab().toImage();
    const int between = image.pixelColor(19, 10).red();
    EXPECT_GT(between, 40);
    EXPECT_LT(between, 220);
}

TEST(PictureView, SelectionIsARingInAccent) {
    PictureView view;
    view.resize(40, 40);
    view.setPicture(checker(1));
    EXPECT_NE(view.grab().toImage().pixelColor(20, 1), tokens().accent);
    view.setSelected(true);
    EXPECT_EQ(view.grab().toImage().pixelColor(20, 1), tokens().accent);
}

TEST(PictureView, AClickAndEnterSelect) {
    PictureView view;
    view.resize(40, 40);
    view.setSelectable(true);
    QSignalSpy clicked(&view, &PictureView::clicked);
    QTest::mouseClick(&view, Qt::LeftButton);
    EXPECT_EQ(clicked.count(), 1);
    QTest::keyClick(&view, Qt::Key_Return);
    EXPECT_EQ(clicked.count(), 2);
}

TEST(IconButton, SaysItsNameWithTheShortcut) {
    const IconButton button(QStringLiteral("play"), QStringLiteral("Play the path"), nullptr,
                            QKeySequence(Qt::Key_Space));
    EXPECT_EQ(button.accessibleName(), QStringLiteral("Play the path (Space)"));
    EXPECT_EQ(button.toolTip(), button.accessibleName());
    EXPECT_EQ(button.sizeHint(), QSize(28, 28));
    EXPECT_EQ(nameWithShortcut(QStringLiteral("&Open…"), {}), QStringLiteral("Open"));
}

TEST(MessageStrip, SaysOneSentenceAndActsOnce) {
    MessageStrip strip;
    EXPECT_TRUE(strip.isHidden());
    int acted = 0;
    strip.showMessage(Tone::Warn, QStringLiteral("3 images could not be read"), QStringLiteral("Show"),
                      [&acted] { ++acted; });
    EXPECT_FALSE(strip.isHidden());
    strip.resize(320, 36);
    EXPECT_EQ(strip.grab().toImage().pixelColor(1, 18), tokens().warn);
    QSignalSpy dismissed(&strip, &MessageStrip::dismissed);
    QTest::mouseClick(strip.actionButton(), Qt::LeftButton);
    EXPECT_EQ(acted, 1);
    EXPECT_EQ(dismissed.count(), 1);
    EXPECT_TRUE(strip.isHidden());
}

TEST(MessageStrip, IsAsHighAsTheWireAndHasTwoActionsAtMost) {
    MessageStrip strip;
    strip.showMessage(Tone::Info, QStringLiteral("A sentence"));
    EXPECT_EQ(strip.minimumHeight(), metrics().px(36));
    EXPECT_TRUE(strip.actionButton()->isHidden());
    QString done;
    StripMessage message{Tone::Bad, QStringLiteral("Not saved"), QStringLiteral("0.3 GB needed"), {}};
    message.actions.push_back({QStringLiteral("Save elsewhere…"), [&done] { done = QStringLiteral("elsewhere"); }});
    message.actions.push_back({QStringLiteral("Try again"), [&done] { done = QStringLiteral("again"); }});
    strip.showMessage(message);
    EXPECT_EQ(strip.minimumHeight(), metrics().px(54));
    strip.resize(540, 54);
    strip.show();
    EXPECT_LT(strip.actionButton()->x(), strip.secondActionButton()->x());
    EXPECT_EQ(strip.findChildren<QLabel*>().front()->x(), metrics().px(14));
    QTest::mouseClick(strip.secondActionButton(), Qt::LeftButton);
    EXPECT_EQ(done, QStringLiteral("again"));
    EXPECT_TRUE(strip.isHidden());
}

TEST(MessageStrip, WhatAsksForNothingGoesByItselfAndTheRestStays) {
    QWidget window;
    MessageStrip strip(&window);
    window.resize(400, 100);
    strip.setGeometry(0, 50, 400, 36);
    window.show();
    window.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
    auto* goes = strip.findChild<QTimer*>();
    ASSERT_NE(goes, nullptr);
    strip.showMessage(Tone::Bad, QStringLiteral("Bad"));
    EXPECT_FALSE(goes->isActive());
    strip.showMessage(Tone::Info, QStringLiteral("Asks"), QStringLiteral("Do it"));
    EXPECT_FALSE(goes->isActive());
    strip.showMessage({Tone::Info, QStringLiteral("So it is"), {}, {}, StripStay::WhileItIsSo});
    EXPECT_FALSE(goes->isActive());
    strip.showMessage(Tone::Warn, QStringLiteral("Mind this"));
    EXPECT_EQ(goes->interval(), MessageStrip::kWarningStaysFor);
    strip.showMessage(Tone::Good, QStringLiteral("Done"));
    EXPECT_EQ(goes->interval(), MessageStrip::kStaysFor);
    QSignalSpy dismissed(&strip, &MessageStrip::dismissed);
    goes->start(1);  // its time is over
    ASSERT_TRUE(QTest::qWaitFor([&] { return strip.isHidden(); }));
    EXPECT_EQ(dismissed.count(), 1);
    EXPECT_FALSE(goes->isActive());
}

TEST(PanelFrame, HeaderAndPaddings) {
    PanelFrame frame(QStringLiteral("Data"));
    auto* inside = new QWidget;
    frame.body()->addWidget(inside, 1);
    frame.resize(256, 377);
    frame.show();
    EXPECT_EQ(frame.header()->height(), 36);
    EXPECT_EQ(inside->geometry(), QRect(12, 36, 232, 377 - 36 - 12));
    const QImage image = frame.grab().toImage();
    EXPECT_EQ(image.pixelColor(128, 200), tokens().panel);
    EXPECT_NE(image.pixelColor(0, 0), tokens().panel);  // a round corner
    EXPECT_TRUE(frame.header()->isBare());
    frame.moreMenu();
    EXPECT_FALSE(frame.header()->isBare());
}

TEST(PanelFrame, ItsHeaderCanStandElsewhereAndComeBack) {
    PanelFrame frame(QStringLiteral("Data"));
    QWidget elsewhere;
    PanelHeader* header = frame.takeHeader();
    header->setParent(&elsewhere);
    frame.resize(200, 100);
    frame.show();
    EXPECT_EQ(frame.grab().toImage().pixelColor(0, 0), tokens().panel);  // it joins the header above
    frame.restoreHeader();
    EXPECT_EQ(header->parentWidget(), &frame);
}

TEST(BusyBar, SaysHowMuchOfHowMuch) {
    BusyBar bar;
    bar.setProgress(QStringLiteral("Reading images"), 1200, 12345, 8);
    EXPECT_EQ(bar.text(), QStringLiteral("Reading images: 1,200 of 12,345"));
    bar.setProgress(QStringLiteral("Looking for images"), 0, 0, -1);
    EXPECT_EQ(bar.text(), QStringLiteral("Looking for images"));
    QSignalSpy cancelled(&bar, &BusyBar::cancelRequested);
    QTest::mouseClick(bar.findChild<QPushButton*>(), Qt::LeftButton);
    EXPECT_EQ(cancelled.count(), 1);
}

TEST(BusyBar, TimeLeftInWords) {
    EXPECT_EQ(timeLeft(7.2), QStringLiteral("8 s left"));
    EXPECT_EQ(timeLeft(180), QStringLiteral("3 min left"));
    EXPECT_EQ(timeLeft(7800), QStringLiteral("2 h 10 min left"));
    EXPECT_TRUE(timeLeft(-1).isEmpty());
    EXPECT_TRUE(timeLeft(std::numeric_limits<double>::infinity()).isEmpty());
}

void type(NumberField& field, const QString& text) {
    field.line()->selectAll();
    QTest::keyClicks(field.line(), text);
    QTest::keyClick(field.line(), Qt::Key_Return);
}

TEST(NumberField, TakesWhatLiesInTheRangeAndSaysTheRangeOtherwise) {
    NumberField field;
    field.setRange(0, 100, false);
    field.setValue(1);
    EXPECT_EQ(field.line()->text(), QStringLiteral("1.00"));
    QSignalSpy changed(&field, &NumberField::valueChanged);
    type(field, QStringLiteral("0.0005"));
    EXPECT_EQ(changed.count(), 1);
    EXPECT_DOUBLE_EQ(field.value(), 0.0005);
    EXPECT_EQ(field.line()->text(), QStringLiteral("0.0005"));
    type(field, QStringLiteral("-3"));
    EXPECT_EQ(changed.count(), 1);
    EXPECT_DOUBLE_EQ(field.value(), 0.0005);
    EXPECT_EQ(field.error(), QStringLiteral("From 0 to 100"));
    type(field, QStringLiteral("many"));
    EXPECT_EQ(field.error(), QStringLiteral("A number from 0 to 100"));
    type(field, QStringLiteral("2"));
    EXPECT_TRUE(field.error().isEmpty());
    EXPECT_EQ(changed.count(), 2);
}

/// What became of a panel, kept by who outlives it.
struct Heard {
    int values = 0, afterTheEnd = 0;
    bool ended = false;
};

/// Listens to its field, as panels do.
struct FieldPanel : QWidget {
    explicit FieldPanel(Heard& into) : field(new NumberField(this)), heard(into) {
        auto* column = new QVBoxLayout(this);
        column->addWidget(field);
        column->addWidget(new QPushButton(QStringLiteral("next"), this));
        connect(field, &NumberField::valueChanged, this,
                [&into](double) { ++(into.ended ? into.afterTheEnd : into.values); });
    }
    ~FieldPanel() override { heard.ended = true; }
    void begin() {
        show();
        activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(this));
        field->line()->setFocus();
        QTest::keyClicks(field->line(), QStringLiteral("7"));
    }
    NumberField* field;
    Heard& heard;
};

TEST(NumberField, ATextThatIsHiddenIsTakenButNotOneThatIsDestroyed) {
    Heard closed, destroyed;
    {
        FieldPanel panel(closed);
        panel.begin();
        panel.field->hide();
        QCoreApplication::processEvents();
        EXPECT_EQ(closed.values, 1) << "who closes a drawer has typed for it";
    }
    {
        FieldPanel panel(destroyed);
        panel.begin();
    }
    QCoreApplication::processEvents();
    EXPECT_EQ(destroyed.afterTheEnd, 0) << "of the panel only a QWidget was left";
}

TEST(NumberField, WholeNumbersOnly) {
    NumberField field;
    field.setRange(1, 1000, true);
    type(field, QStringLiteral("2.5"));
    EXPECT_EQ(field.error(), QStringLiteral("A whole number from 1 to 1000"));
    type(field, QStringLiteral("20"));
    EXPECT_EQ(field.line()->text(), QStringLiteral("20"));
}

TEST(NumberField, EscUndoesWhatWasTypedAndALockStopsTyping) {
    NumberField field;
    field.setRange(0, 10, false);
    field.setValue(3);
    field.line()->selectAll();
    QTest::keyClicks(field.line(), QStringLiteral("7"));
    QTest::keyClick(field.line(), Qt::Key_Escape);
    EXPECT_EQ(field.line()->text(), QStringLiteral("3.00"));
    field.setLocked(true, QStringLiteral("Fixed while a run trains"));
    EXPECT_FALSE(field.line()->isEnabled());
    EXPECT_EQ(field.toolTip(), QStringLiteral("Fixed while a run trains"));
}

TEST(LiveNumber, KeepsItsWidth) {
    LiveNumber number(QStringLiteral("99,999 images/s"));
    number.setText(QStringLiteral("1 images/s"));
    const int width = number.sizeHint().width();
    number.setText(QStringLiteral("21,380 images/s"));
    EXPECT_EQ(number.sizeHint().width(), width);
    EXPECT_EQ(number.width(), width);
    number.setText(QStringLiteral("1,234,567,890 images/s"));
    EXPECT_GT(number.width(), width);
    number.setText({});
    EXPECT_EQ(number.width(), width);
    QFont larger = number.font();
    larger.setPixelSize(2 * QFontInfo(larger).pixelSize());
    number.setFont(larger);
    EXPECT_GT(number.width(), width);
}

TEST(LiveNumber, ANewTextLaysNothingOutAgain) {
    struct Counter : QWidget {
        int requests = 0;
        bool event(QEvent* event) override {
            if (event->type() == QEvent::LayoutRequest) ++requests;
            return QWidget::event(event);
        }
    } window;
    auto* layout = new QVBoxLayout(&window);
    auto* number = new LiveNumber(QStringLiteral("99,999 images/s"));
    layout->addWidget(number);
    window.show();
    QCoreApplication::sendPostedEvents();
    window.requests = 0;
    number->setText(QStringLiteral("21,380 images/s"));
    QCoreApplication::sendPostedEvents();
    EXPECT_EQ(window.requests, 0);
    number->setText(QStringLiteral("1,234,567,890 images/s"));
    QCoreApplication::sendPostedEvents();
    EXPECT_GT(window.requests, 0) << "a text that is too wide does ask for room";
}

TEST(PlainSlider, LinearAndLogarithmicGoThereAndBack) {
    PlainSlider slider;
    slider.setRealRange(-4, 4);
    slider.setRealValue(1);
    EXPECT_NEAR(slider.realValue(), 1, 0.01);
    slider.setRealRange(1e-5, 1e-1, true);
    slider.setRealValue(5e-4);
    EXPECT_NEAR(slider.realValue() / 5e-4, 1, 0.01);
    QSignalSpy changed(&slider, &PlainSlider::realValueChanged);
    slider.setRealValue(1e-2);
    EXPECT_EQ(changed.count(), 0);
    QTest::keyClick(&slider, Qt::Key_Right);
    EXPECT_EQ(changed.count(), 1);
}

TEST(NumberField, TheSameValueAgainKeepsTheSelection) {
    NumberField field;
    field.setRange(0, 10, false);
    field.setValue(2);
    field.line()->selectAll();
    field.setValue(2);  // as the panel does several times a second while a model trains
    EXPECT_EQ(field.line()->selectedText(), field.line()->text());
    field.setValue(3);
    EXPECT_EQ(field.line()->text(), NumberField::format(3, false));
}

}  // namespace
}  // namespace zscape
