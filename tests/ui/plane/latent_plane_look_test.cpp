// What the plane draws, when it draws, and what it tells those who cannot see it.
#include "tests/ui/plane/plane_fixture.h"
#include "ui/plane/map_form.h"
#include "ui/plane/map_progress.h"
#include "ui/plane/projection_picker.h"
#include "ui/plane/latent_plane_panel.h"
#include "ui/plane/plane_layers.h"
#include "ui/plane/plane_legend.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/segments.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/message_strip.h"

#include <QAccessible>
#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QWheelEvent>

#include <algorithm>
#include <random>
#include <set>

namespace zscape {
namespace {

class LatentPlaneLook : public PlaneFixture {};

TEST_F(LatentPlaneLook, PointsHaveTheColourOfTheirLabel) {
    EXPECT_GT(pixelsLike({-1, -1}, tokens().classColour(0)), 4);
    EXPECT_GT(pixelsLike({-1, 1}, tokens().classColour(1)), 4);
    EXPECT_EQ(pixelsLike({-1, 1}, tokens().classColour(0)), 0);
    plane.setColour(PlaneColour::None);
    EXPECT_EQ(pixelsLike({-1, 1}, tokens().classColour(1)), 0);
}

TEST_F(LatentPlaneLook, AClickInTheLegendHidesAGroupAndADoubleClickShowsItAlone) {
    PlaneLegend* legend = plane.legend();
    ASSERT_TRUE(legend->isVisible());
    QTest::mouseClick(legend, Qt::LeftButton, {}, legend->entryRect(0).center());
    EXPECT_EQ(pixelsLike({-1, -1}, tokens().classColour(0)), 0);
    EXPECT_EQ(plane.points().shown(), 2);
    moveTo({-1, -1});
    EXPECT_EQ(plane.underPointer(), -1) << "what is hidden cannot be hovered";
    QTest::mouseClick(legend, Qt::LeftButton, {}, legend->entryRect(0).center());
    EXPECT_EQ(plane.points().shown(), 4);
    QTest::mouseClick(legend, Qt::LeftButton, {}, legend->entryRect(1).center());
    QTest::mouseDClick(legend, Qt::LeftButton, {}, legend->entryRect(1).center());
    EXPECT_EQ(plane.points().shown(), 2);
    EXPECT_GT(pixelsLike({-1, 1}, tokens().classColour(1)), 4);
    EXPECT_EQ(pixelsLike({-1, -1}, tokens().classColour(0)), 0);
}

TEST_F(LatentPlaneLook, TheCountSaysWhatFollowsAndWhatIsOld) {
    EXPECT_EQ(plane.countText(), QStringLiteral("4 of 4 points"));
    const auto codes = codesOf({-1, -1, 1, -1, -1, 1, 1, 1});
    auto some = std::make_shared<CodesSnapshot>(*codes);
    auto chunk = std::make_shared<CodeChunk>(*codes->chunks[0]);
    chunk->stamps[3] = {};
    some->chunks[0] = chunk;
    some->encoded = 3;
    plane.setCodes(some, plainBasis());
    EXPECT_EQ(plane.countText(), QStringLiteral("3 of 4 points"));
    plane.setCodesFollow(true);
    EXPECT_EQ(plane.countText(), QStringLiteral("3 of 4, the rest follows"));
    QTest::mouseClick(plane.legend(), Qt::LeftButton, {}, plane.legend()->entryRect(0).center());
    EXPECT_EQ(plane.countText(), QStringLiteral("1 of 4 points")) << "what a person hid does not follow";
    QTest::mouseClick(plane.legend(), Qt::LeftButton, {}, plane.legend()->entryRect(0).center());
    chunk = std::make_shared<CodeChunk>(*chunk);
    chunk->stamps[0].step = 40;
    auto aged = std::make_shared<CodesSnapshot>(*some);
    aged->chunks[0] = chunk;
    aged->youngFrom = 20;
    plane.setCodes(aged, plainBasis());
    EXPECT_EQ(plane.countText(), QStringLiteral("3 of 4, 2 of them old (pale), the rest follows"));
    plane.setColour(PlaneColour::None);  // no name lies over them
    EXPECT_GT(pixelsLike({-1, -1}, tokens().text2), 4);
    EXPECT_EQ(pixelsLike({1, -1}, tokens().text2), 0) << "pale";
    // All that it says has room beside the legend.
    plane.resize(420, 300);
    EXPECT_TRUE(plane.rect().contains(plane.legend()->geometry()));
}

TEST_F(LatentPlaneLook, AMapHasNoAxesAndShowsWhatAPlaceBorrowsFrom) {
    const auto codes = codesOf({-1, -1, 1, -1, -1, 1, 1, 1});
    plane.setPriorSpread(1);
    plane.setColour(PlaneColour::None);
    const double wide = plane.view().plotArea().width();
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(&plane, &leave);
    const auto map = mapOf({0, 1, 2, 3}, {0, 0, 90, 0, 0, 60, 90, 60});
    plane.setMap(codes, map);
    EXPECT_TRUE(plane.isMap());
    EXPECT_GT(plane.view().plotArea().width(), wide) << "no numbers stand at its left";
    for (const QPointF point : {QPointF(0, 0), QPointF(90, 0), QPointF(0, 60), QPointF(90, 60)}) {
        EXPECT_TRUE(plane.view().seen().contains(point)) << "it is seen whole";
        EXPECT_GT(pixelsLike(point, tokens().text2), 4);
    }
    // Where tick labels stood there is the ground alone.
    const QImage seen = plane.grab().toImage();
    for (int y = 0; y < seen.height() / 2; ++y) ASSERT_EQ(QColor(seen.pixel(3, y)), tokens().well) << y;
    moveTo({30, 0});
    EXPECT_GT(pixelsLike({0, 0}, tokens().text, 3), 8) << "it borrows from the nearest";
    EXPECT_EQ(plane.spokenValue(), QStringLiteral("on the map"));
    // A person's view stays while the map moves, and another map is seen whole again.
    plane.zoom(4);
    const double zoomed = plane.view().scale();
    plane.setMap(codes, mapOf({0, 1, 2, 3}, {0, 0, 99, 0, 0, 60, 90, 60}));
    EXPECT_EQ(plane.view().scale(), zoomed);
    auto other = mapOf({0, 1, 2, 3}, {0, 0, 9, 0, 0, 6, 9, 6});
    auto umap = std::make_shared<Layout>(*other->layout);
    umap->settings.kind = LayoutKind::Umap;
    other->layout = umap;
    plane.setMap(codes, other);
    EXPECT_TRUE(plane.view().seen().contains(QPointF(9, 6)));
    EXPECT_GT(plane.view().scale(), zoomed);
    plane.setCodes(codes, plainBasis());
    EXPECT_FALSE(plane.isMap());
    EXPECT_EQ(plane.view().plotArea().width(), wide);
    EXPECT_TRUE(plane.view().seen().contains(QPointF(3, 3))) << "the prior, too";
}

TEST_F(LatentPlaneLook, AnAttributeChosenInTheHeaderColoursThePoints) {
    Chosen held;
    LatentPlanePanel panel(&held.model);
    panel.resize(900, 600);
    const auto table = std::make_shared<FakeTable>(4);
    panel.plane()->setImages(table, nullptr);
    panel.setAttributes(table->attributes());
    panel.plane()->setCodes(codesOf({-1, -1, 1, -1, -1, 1, 1, 1}), plainBasis());
    panel.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&panel));
    HeaderCombo* picker = panel.colourPicker();
    ASSERT_EQ(picker->count(), 5) << "label, none, held-out, age, hair; a text colours nothing";
    const auto choose = [picker](const QString& text) {
        picker->setFocus();
        const int row = picker->findText(text);
        ASSERT_GE(row, 0);
        while (picker->currentIndex() > row) QTest::keyClick(picker, Qt::Key_Up);
        while (picker->currentIndex() < row) QTest::keyClick(picker, Qt::Key_Down);
    };
    const auto colourAt = [&](QPointF place) {
        return panel.plane()->grab().toImage().pixelColor(panel.plane()->view().toScreen(place).toPoint());
    };
    choose(QStringLiteral("Colour: age"));
    EXPECT_EQ(panel.plane()->colour(), PlaneColour::Attribute);
    const auto near = [](const QColor& a, const QColor& b) {
        return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue()) < 90;
    };
    EXPECT_TRUE(near(colourAt({-1, -1}), tokens().magnitude(0)));
    EXPECT_TRUE(near(colourAt({1, 1}), tokens().magnitude(1)));
    ASSERT_TRUE(panel.plane()->legend()->isVisible());
    // Its range is in the legend, as a bar of its colours.
    const QImage legend = panel.plane()->legend()->grab().toImage();
    int low = 0, high = 0;
    for (int x = 0; x < legend.width(); ++x)
        for (int y = 0; y < legend.height(); ++y) {
            low += near(legend.pixelColor(x, y), tokens().magnitude(0.05)) ? 1 : 0;
            high += near(legend.pixelColor(x, y), tokens().magnitude(0.95)) ? 1 : 0;
        }
    EXPECT_GT(low, 20);
    EXPECT_GT(high, 20);
    // The same column of images that are arranged anew colours them still; without it labels do.
    panel.plane()->setImages(std::make_shared<FakeTable>(4), nullptr);
    panel.setAttributes(table->attributes());
    EXPECT_EQ(panel.plane()->points().attribute(), 0);
    panel.plane()->setImages(std::make_shared<FakeImages>(4), nullptr);
    panel.setAttributes({});
    EXPECT_EQ(panel.plane()->colour(), PlaneColour::Label);
    EXPECT_EQ(picker->currentText(), QStringLiteral("Colour: label"));
}

TEST_F(LatentPlaneLook, TheCardOfATileShowsThePictureThatItWasCutFrom) {
    moveTo({1, 1});
    ASSERT_EQ(plane.underPointer(), 3);
    EXPECT_TRUE(plane.card().whole.isNull());
    std::function<void(const TileOverview&)> arrives;
    TileOverview overview;
    plane.setTileOverviews([&](const std::shared_ptr<const ImageSet>&, int64_t image, int side, uint8_t,
                               std::function<void(const TileOverview&)> then) {
        if (image != 3) return;
        overview.picture = {side, side / 2, 3, {}};
        for (int i = 0; i < side * (side / 2); ++i)
            overview.picture.pixels.insert(overview.picture.pixels.end(), {10, 200, 30});
        overview.width = overview.height = 20;
        arrives = std::move(then);
    });
    moveTo({0.5, 0});
    moveTo({1, 1});
    ASSERT_TRUE(arrives);
    EXPECT_TRUE(plane.card().whole.isNull()) << "nothing waits for it";
    // Too late: the pointer is at another.
    moveTo({-1, -1});
    arrives(overview);
    EXPECT_TRUE(plane.card().whole.isNull());
    moveTo({1, 1});
    arrives(overview);
    ASSERT_EQ(plane.card().whole.width(), metrics().px(HoverCard::kWholeWidth));
    int green = 0;
    const QImage with = plane.grab().toImage();
    for (int y = 0; y < with.height(); ++y)
        for (int x = 0; x < with.width(); ++x) green += with.pixelColor(x, y) == QColor(10, 200, 30) ? 1 : 0;
    const int height = metrics().px(HoverCard::kWholeHeight);
    EXPECT_GT(green, height * height);
    moveTo({-1, -1});
    EXPECT_TRUE(plane.card().whole.isNull());
}

TEST_F(LatentPlaneLook, TheCardTellsTheStepOfTheCodeAndWhatTheTableSays) {
    plane.setImages(std::make_shared<FakeTable>(4), nullptr);
    const auto codes = codesOf({-1, -1, 1, -1, -1, 1, 1, 1}, 2, 412);
    plane.setCodes(codes, plainBasis());
    const auto value = [this](const QString& name) {
        for (const HoverCard::Line& line : plane.card().lines)
            if (line.name == name) return line.value;
        return QString();
    };
    moveTo({1, 1});
    ASSERT_EQ(plane.underPointer(), 3);
    EXPECT_EQ(value(QStringLiteral("age")), QStringLiteral("30"));
    EXPECT_EQ(value(QStringLiteral("hair")), QStringLiteral("fair"));
    EXPECT_EQ(value(QStringLiteral("note")), QStringLiteral("note 3"));
    EXPECT_EQ(value(QStringLiteral("code")), QStringLiteral("of step 412"));
    auto trained = std::make_shared<CodesSnapshot>(*codes);
    auto chunk = std::make_shared<CodeChunk>(*codes->chunks[0]);
    chunk->stamps[3].fromTraining = 1;
    chunk->stamps[3].step = 413;
    chunk->mu[7] = 1.001F;
    trained->chunks[0] = chunk;
    plane.setCodes(trained, plainBasis());
    EXPECT_EQ(value(QStringLiteral("code")), QStringLiteral("of step 413, in training"))
        << "under a pointer that rests";
    moveTo({1, -1});
    ASSERT_EQ(plane.underPointer(), 1);
    EXPECT_EQ(value(QStringLiteral("age")), QString()) << "the table has none";
}

TEST_F(LatentPlaneLook, InALowPlaneNothingFloatsOverTheSmallDecoder) {
    auto* small = new QWidget;
    small->setFixedSize(150, 180);
    plane.resize(730, 240);
    plane.setInset(small);
    plane.strip()->showMessage(Tone::Info, QStringLiteral("A sentence."), QStringLiteral("An action"));
    QCoreApplication::processEvents();
    ASSERT_TRUE(plane.strip()->isVisible());
    EXPECT_FALSE(plane.strip()->geometry().intersects(small->geometry()));
    EXPECT_FALSE(plane.legend()->geometry().intersects(small->geometry()));
    EXPECT_TRUE(plane.rect().contains(plane.strip()->geometry()));
    // The count is left of it, not beneath.
    const auto ground = [&](int x, int y) { return plane.grab().toImage().pixelColor(x, y); };
    const int row = small->geometry().bottom() - 20;
    const QColor empty = ground(small->x() - 12, plane.rect().top() + 30);
    EXPECT_NE(ground(small->x() - 14, row), empty);
    // And at the right again, where the decoder is a panel.
    plane.setInset(nullptr);
    delete small;
    EXPECT_NE(ground(static_cast<int>(plane.view().plotArea().right()) - 16, row), empty);
}

TEST_F(LatentPlaneLook, AHundredGroupsStayInsideThePlane) {
    plane.setImages(std::make_shared<FakeImages>(1000, 100), nullptr);
    plane.resize(420, 300);
    plane.setCodes(codesOf(std::vector<float>(2000, 0.5F)), plainBasis());
    EXPECT_TRUE(plane.rect().contains(plane.legend()->geometry()));
    EXPECT_LT(plane.legend()->height(), plane.height() / 2);
}

TEST_F(LatentPlaneLook, OfManyGroupsTheLegendIsAListThatScrolls) {
    plane.setImages(std::make_shared<FakeImages>(1000, 100), nullptr);
    plane.resize(900, 500);
    plane.setCodes(codesOf(std::vector<float>(2000, 0.5F)), plainBasis());
    PlaneLegend* legend = plane.legend();
    EXPECT_LE(legend->width(), plane.width() / 3);
    ASSERT_GT(legend->scrollRange(), 0);
    EXPECT_FALSE(legend->entryRect(0).isEmpty());
    EXPECT_TRUE(legend->entryRect(99).isEmpty());
    const QRectF view = plane.view().seen();
    const auto wheel = [&](int notches) {
        const QPoint at = legend->rect().center();
        QWheelEvent event(at, legend->mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, {}, Qt::NoScrollPhase,
                          false);
        QApplication::sendEvent(legend, &event);
    };
    for (int i = 0; i < 100; ++i) wheel(-1);
    EXPECT_TRUE(legend->entryRect(0).isEmpty());
    ASSERT_FALSE(legend->entryRect(99).isEmpty());
    EXPECT_EQ(plane.view().seen(), view) << "the plane beneath is not zoomed";
    QTest::mouseClick(legend, Qt::LeftButton, {}, legend->entryRect(99).center());
    EXPECT_FALSE(plane.points().groups()[99].visible);
    // By its bar, up to the beginning.
    const int x = legend->width() - 6;
    QTest::mousePress(legend, Qt::LeftButton, {}, {x, legend->height() - 10});
    QTest::mouseMove(legend, {x, 0});
    QTest::mouseRelease(legend, Qt::LeftButton, {}, {x, 0});
    EXPECT_FALSE(legend->entryRect(0).isEmpty());
    EXPECT_TRUE(plane.points().groups()[0].visible) << "the bar is no group";
}

TEST_F(LatentPlaneLook, TheCardShowsTheImageAndItsDecode) {
    moveTo({1, 1});
    ASSERT_EQ(plane.underPointer(), 3);
    const auto whitePixels = [&] {
        const QImage seen = plane.grab().toImage();
        int white = 0;
        for (int y = 0; y < seen.height(); ++y)
            for (int x = 0; x < seen.width(); ++x) white += seen.pixel(x, y) == 0xFFFFFFFF;
        return white;
    };
    plane.setCardDecode(2, greyPicture(8, 255));
    EXPECT_LT(whitePixels(), 100) << "the answer for another image is too late";
    plane.setCardDecode(3, greyPicture(8, 255));
    EXPECT_GT(whitePixels(), 80 * 80);
}

TEST_F(LatentPlaneLook, ContoursAreCirclesAtOneTwoAndThreeSigma) {
    QTest::mouseMove(&plane, QPoint(5, 595));
    const auto ringPixels = [&](double radius) {
        const QImage seen = plane.grab().toImage();
        int bright = 0;
        for (int degree = 100; degree < 350; ++degree) {
            const double angle = degree * M_PI / 180;
            const QPoint pixel = at({radius * std::cos(angle), radius * std::sin(angle)});
            if (!seen.rect().contains(pixel)) continue;
            bright += QColor(seen.pixel(pixel)).lightness() > tokens().line.lightness() + 15;
        }
        return bright;
    };
    const int dashed = ringPixels(2);
    EXPECT_GT(dashed, 40);
    EXPECT_LT(dashed, 220) << "dashed, not solid";
    EXPECT_LT(ringPixels(2.5), 25);
    LayerSet layers;
    layers.toggle(PlaneLayer::Prior);
    plane.setLayers(layers);
    EXPECT_LT(ringPixels(2), 25);
}

TEST_F(LatentPlaneLook, SelectionKeptPlaceEndsAndPathAreSeen) {
    QTest::mouseMove(&plane, QPoint(5, 595));
    const QColor accent = tokens().accent;
    EXPECT_EQ(pixelsLike({1, 1}, accent, 11), 0);
    selection.choose(3);
    EXPECT_GT(pixelsLike({1, 1}, accent, 11), 20);
    selection.keepAt({0, 2});
    EXPECT_GT(pixelsLike({0, 2}, accent), 3);
    selection.setEnd(PathEnd::A, endAt({-2, -2}, greyPicture(8, 255), QStringLiteral("image 0"), 0));
    selection.setEnd(PathEnd::B, endAt({2, -2}, greyPicture(8, 255), QStringLiteral("image 1"), 1));
    EXPECT_GT(pixelsLike({-2, -2}, tokens().fill, 8), 60);
    plane.setPath({{-2, -2}, {0, -2}, {2, -2}});
    EXPECT_GT(pixelsLike({-1, -2}, tokens().text, 3), 6);
    plane.setCurrentStop(1);
    EXPECT_GT(pixelsLike({0, -2}, accent, 5), 15);
    plane.setMarker(1.5);
    EXPECT_GT(pixelsLike({1, -2}, accent, 6), 15);
}

TEST_F(LatentPlaneLook, UntrainedCodesAreFaintAndTheHintSaysWhatToDo) {
    plane.setFaint(true);
    EXPECT_EQ(pixelsLike({-1, -1}, tokens().classColour(0)), 0);
    const QImage before = plane.grab().toImage();
    plane.setHint(QStringLiteral("step 0: press Train (T)"));
    EXPECT_NE(plane.grab().toImage(), before);
}

TEST_F(LatentPlaneLook, PointsGlideAndFadeInUnlessMotionIsReduced) {
    ThemeController::instance().setReduceMotion(false);
    plane.setCodes(codesOf({-2, -1, 1, -1, -1, 1, 1, 1}), plainBasis());
    EXPECT_EQ(plane.points().drawnAt(0), QPointF(-1, -1));
    EXPECT_TRUE(QTest::qWaitFor([&] { return plane.points().drawnAt(0) == QPointF(-2, -1); }, 10000));
    EXPECT_TRUE(QTest::qWaitFor([&] { return !plane.points().isGliding(); }, 10000));
    ThemeController::instance().setReduceMotion(true);
    plane.setCodes(codesOf({-1, -1, 1, -1, -1, 1, 1, 1}), plainBasis());
    EXPECT_EQ(plane.points().drawnAt(0), QPointF(-1, -1)) << "at once";
}

TEST_F(LatentPlaneLook, ALargeCloudIsThereAtOnce) {
    ThemeController::instance().setReduceMotion(false);
    const int64_t count = PlanePoints::kMostThatGlide + 1;
    const std::vector<float> places(static_cast<size_t>(2 * count), 1.0F);
    plane.setImages(std::make_shared<FakeImages>(count), nullptr);
    plane.setCodes(codesOf(places), plainBasis());
    // Nothing fades in: each frame of it would draw every point once more.
    const uint8_t* fresh = plane.points().cloud().fresh();
    EXPECT_EQ(std::count(fresh, fresh + count, uint8_t{0}), count);
    EXPECT_EQ(plane.points().drawnAt(count - 1), QPointF(1, 1));
}

struct PaintCounter : QObject {
    bool eventFilter(QObject*, QEvent* event) override {
        count += event->type() == QEvent::Paint;
        return false;
    }
    int count = 0;
};

TEST_F(LatentPlaneLook, AHiddenPlaneWantsNoCodesAndDrawsNothing) {
    QSignalSpy wanted(&plane, &LatentPlane::codesWanted);
    plane.hide();
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_FALSE(wanted[0][0].toBool());
    PaintCounter painted;
    plane.installEventFilter(&painted);
    plane.setCodes(codesOf({-2, -1, 1, -1, -1, 1, 1, 1}), plainBasis());
    selection.choose(1);
    QCoreApplication::processEvents();
    EXPECT_EQ(painted.count, 0);
    plane.show();
    EXPECT_TRUE(wanted.last()[0].toBool());
    EXPECT_TRUE(QTest::qWaitFor([&] { return painted.count > 0; }, 10000));
}

TEST_F(LatentPlaneLook, ItDrawsAtMostSixtyFramesASecond) {
    PaintCounter painted;
    plane.installEventFilter(&painted);
    QElapsedTimer timer;
    timer.start();
    int moves = 0;
    while (timer.elapsed() < 400) {
        QTest::mouseMove(&plane, QPoint(200 + moves++ % 300, 250));
        QCoreApplication::processEvents();
    }
    const auto frames = static_cast<double>(painted.count);
    EXPECT_LE(frames, static_cast<double>(timer.elapsed()) / 16 + 2);
    EXPECT_GE(frames, 2);
    EXPECT_GT(moves, painted.count);
}

TEST_F(LatentPlaneLook, AScreenReaderHearsWhereThePointerIs) {
    moveTo({1, 1});
    QAccessibleInterface* heard = QAccessible::queryAccessibleInterface(&plane);
    ASSERT_NE(heard, nullptr);
    EXPECT_EQ(heard->text(QAccessible::Name), QStringLiteral("Latent plane"));
    EXPECT_TRUE(heard->text(QAccessible::Value).startsWith(QStringLiteral("z1 1.0")))
        << heard->text(QAccessible::Value).toStdString();
    EXPECT_TRUE(heard->text(QAccessible::Value).endsWith(QStringLiteral("near image 3")));
}

TEST_F(LatentPlaneLook, MessagesFloatAtTheBottomCentreInside) {
    plane.strip()->showMessage(Tone::Warn, QStringLiteral("3 images could not be read"));
    EXPECT_TRUE(QTest::qWaitFor(
        [&] { return plane.strip()->isVisible() && plane.rect().contains(plane.strip()->geometry()); }, 10000));
    EXPECT_NEAR(plane.strip()->geometry().center().x(), plane.view().plotArea().center().x(), 6);
    const int low = plane.strip()->height();
    plane.strip()->showMessage(Tone::Warn, QStringLiteral("Pictures of two channels were found. ").repeated(12));
    EXPECT_TRUE(QTest::qWaitFor([&] { return plane.strip()->height() > 2 * low; }, 10000)) << "nothing of it is cut";
    EXPECT_GE(plane.strip()->height(), plane.strip()->heightForWidth(plane.strip()->width()));
}

TEST_F(LatentPlaneLook, AxesOnlyRedrawWhenTheViewChanges) {
    QTest::mouseMove(&plane, QPoint(5, 595));
    const QImage before = plane.picture();
    wheel(QPoint(450, 250), 3);
    plane.grab();
    EXPECT_NE(plane.picture(), before);
}

TEST(LatentPlanePanel, ToolsAreButtonsAndKeysAndFoldWhereItIsNarrow) {
    Chosen held;
    LatentPlanePanel panel(&held.model);
    panel.resize(900, 600);
    panel.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&panel));
    const auto button = [&](const QString& name) -> QToolButton* {
        for (QToolButton* each : panel.findChildren<QToolButton*>())
            if (each->accessibleName() == name) return each;
        return nullptr;
    };
    QToolButton* lasso = button(QStringLiteral("Select with a lasso (L)"));
    QToolButton* pan = button(QStringLiteral("Pan (V)"));
    ASSERT_TRUE(lasso && pan);
    EXPECT_TRUE(pan->isChecked());
    QTest::mouseClick(lasso, Qt::LeftButton);
    EXPECT_EQ(panel.plane()->tool(), PlaneToolKind::Lasso);
    EXPECT_TRUE(lasso->isChecked());
    EXPECT_FALSE(pan->isChecked());
    QTest::mouseClick(lasso, Qt::LeftButton);
    EXPECT_TRUE(lasso->isChecked()) << "one of them is always down";
    QTest::keyClick(panel.plane(), Qt::Key_V);
    EXPECT_TRUE(pan->isChecked());
    EXPECT_FALSE(lasso->isChecked());
    QToolButton* all = button(QStringLiteral("Tools"));
    ASSERT_TRUE(all);
    EXPECT_FALSE(all->isVisible());
    panel.resize(420, 400);
    QCoreApplication::processEvents();
    EXPECT_TRUE(all->isVisible());
    EXPECT_FALSE(lasso->isVisible());
}

TEST(LatentPlanePanel, TheHeaderSaysWhatIsShownAndItsCardChoosesAxes) {
    Chosen held;
    LatentPlanePanel panel(&held.model);
    panel.resize(900, 600);
    panel.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&panel));
    ProjectionPicker* picker = panel.projection();
    EXPECT_FALSE(picker->isEnabled()) << "there is no model";
    ProjectionState state;
    state.dimensions = 5;
    state.projection = PlaneProjection::Pca;
    state.explained = {0.25, 0.13};
    panel.showProjection(state);
    EXPECT_EQ(picker->currentText(), QStringLiteral("Axes: PCA, 38 % of the variance"));
    QTest::mouseClick(picker, Qt::LeftButton);
    ProjectionCard* card = picker->card();
    ASSERT_TRUE(card->isVisible());
    QSignalSpy chosen(card, &ProjectionCard::projectionChosen);
    QTest::mouseClick(card->segments()->button(static_cast<int>(PlaneProjection::Axes)), Qt::LeftButton);
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(chosen.front().front().value<PlaneProjection>(), PlaneProjection::Axes);
    state.projection = PlaneProjection::Axes;
    panel.showProjection(state);
    int x = -1, y = -1;
    QObject::connect(card, &ProjectionCard::axesChosen, &panel, [&](int axisX, int axisY) {
        state.axisX = x = axisX;
        state.axisY = y = axisY;
        panel.showProjection(state);
    });
    ASSERT_TRUE(card->axisBox(0)->isVisible());
    ASSERT_EQ(card->axisBox(0)->count(), 5);
    card->axisBox(0)->setFocus();
    for (int i = 0; i < 3; ++i) QTest::keyClick(card->axisBox(0), Qt::Key_Down);
    // Over the second axis, which the other one then left, to the fourth.
    EXPECT_EQ(x, 3);
    EXPECT_NE(y, 3);
    card->axisBox(1)->setFocus();
    while (card->axisBox(1)->currentIndex() < 3) QTest::keyClick(card->axisBox(1), Qt::Key_Down);
    EXPECT_EQ(y, 3);
    EXPECT_NE(x, 3) << "two equal axes would show a line";
    EXPECT_EQ(picker->currentText(), QStringLiteral("Axes: %1, %2").arg(axisName(x), axisName(y)));
    state.dimensions = 2;
    state.axisX = 0;
    state.axisY = 1;
    panel.showProjection(state);
    EXPECT_FALSE(card->segments()->button(static_cast<int>(PlaneProjection::Tsne))->isEnabled());
    QTest::keyClick(card, Qt::Key_Escape);
    EXPECT_FALSE(card->isVisible());
}

TEST(LatentPlanePanel, AMapIsStartedPausedAndMadeAnewByItsCard) {
    Chosen held;
    LatentPlanePanel panel(&held.model);
    panel.resize(900, 700);
    panel.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&panel));
    ProjectionState state;
    state.dimensions = 32;
    state.projection = PlaneProjection::Pca;
    state.images = 6000;
    panel.showProjection(state);
    QTest::mouseClick(panel.projection(), Qt::LeftButton);
    ProjectionCard* card = panel.projection()->card();
    QTest::mouseClick(card->segments()->button(static_cast<int>(PlaneProjection::Tsne)), Qt::LeftButton);
    MapProgress* progress = card->progress();
    ASSERT_TRUE(progress->isVisible());
    EXPECT_EQ(progress->mainButton()->text(), QStringLiteral("Start"));
    EXPECT_FALSE(progress->restartButton()->isVisible());
    std::optional<LayoutRequest> started, restarted;
    QObject::connect(card, &ProjectionCard::startWanted, &panel, [&](const LayoutRequest& asked) { started = asked; });
    QObject::connect(card, &ProjectionCard::restartWanted, &panel,
                     [&](const LayoutRequest& asked) { restarted = asked; });
    QSignalSpy paused(card, &ProjectionCard::pauseWanted), more(card, &ProjectionCard::moreWanted);
    QTest::mouseClick(progress->mainButton(), Qt::LeftButton);
    ASSERT_TRUE(started);
    EXPECT_EQ(started->settings.kind, LayoutKind::Tsne);
    EXPECT_EQ(started->settings.perplexity, 30);
    EXPECT_EQ(started->images, 0);

    auto map = std::make_shared<LayoutSnapshot>(*mapOf({0, 1}, {0, 0, 1, 1}));
    map->request = *started;
    map->iteration = 312;
    map->total = 750;
    map->secondsLeft = 9;
    const auto show = [&](LayoutPhase phase) {
        map = std::make_shared<LayoutSnapshot>(*map);
        map->phase = phase;
        state.projection = PlaneProjection::Tsne;
        state.map = map;
        panel.showProjection(state);
    };
    show(LayoutPhase::Running);
    EXPECT_EQ(panel.projection()->currentText(), QStringLiteral("Projection: t-SNE"));
    EXPECT_EQ(progress->text(), QStringLiteral("Iteration 312 of 750"));
    EXPECT_NEAR(panel.header()->progress(), 312.0 / 750, 1e-9);
    QTest::mouseClick(progress->mainButton(), Qt::LeftButton);
    ASSERT_EQ(paused.count(), 1);
    EXPECT_TRUE(paused.front().front().toBool());
    show(LayoutPhase::Paused);
    EXPECT_EQ(progress->mainButton()->text(), QStringLiteral("Continue"));
    EXPECT_LT(panel.header()->progress(), 0);
    QTest::mouseClick(progress->mainButton(), Qt::LeftButton);
    ASSERT_EQ(paused.count(), 2);
    EXPECT_FALSE(paused.back().front().toBool());
    show(LayoutPhase::Finished);
    EXPECT_EQ(progress->mainButton()->text(), QStringLiteral("Run 250 more"));
    QTest::mouseClick(progress->mainButton(), Qt::LeftButton);
    ASSERT_EQ(more.count(), 1);
    EXPECT_EQ(more.front().front().toInt(), 250);
    EXPECT_EQ(progress->restartButton()->text(), QStringLiteral("Restart"));
    QLineEdit* perplexity = card->form(LayoutKind::Tsne)->nearField()->line();
    perplexity->setFocus();
    perplexity->selectAll();
    QTest::keyClicks(perplexity, QStringLiteral("50"));
    QTest::keyClick(perplexity, Qt::Key_Return);
    EXPECT_EQ(progress->restartButton()->text(), QStringLiteral("Restart with perplexity 50"));
    QTest::mouseClick(progress->restartButton(), Qt::LeftButton);
    ASSERT_TRUE(restarted);
    EXPECT_EQ(restarted->settings.perplexity, 50);
    map->reason = ErrorInfo{"layout.few", "A map needs at least three images.", {}};
    show(LayoutPhase::Failed);
    EXPECT_EQ(progress->mainButton()->text(), QStringLiteral("Start"));
    EXPECT_FALSE(progress->restartButton()->isVisible());
    // Another kind has none yet.
    QTest::mouseClick(card->segments()->button(static_cast<int>(PlaneProjection::Umap)), Qt::LeftButton);
    EXPECT_EQ(progress->mainButton()->text(), QStringLiteral("Start"));
    EXPECT_TRUE(card->form(LayoutKind::Umap)->isVisible());
    EXPECT_FALSE(card->form(LayoutKind::Tsne)->isVisible());
}

TEST(PlaneNames, TheFirstHasThePlaceAndWhatWouldLieOnItIsDropped) {
    PlaneView view;
    view.setPlotArea({0, 0, 600, 400});
    view.set({0, 0}, 100);
    const auto placed = placeNames(view, {{QStringLiteral("heavy"), {0, 0}},
                                          {QStringLiteral("light"), {0.1, 0.02}},
                                          {QStringLiteral("apart"), {1.5, 0}},
                                          {QStringLiteral("out of sight"), {9, 0}}});
    ASSERT_EQ(placed.size(), 2U);
    EXPECT_EQ(placed[0].text, QStringLiteral("heavy"));
    EXPECT_EQ(placed[1].text, QStringLiteral("apart"));
    EXPECT_EQ(placed[0].rect.center(), view.toScreen({0, 0}));
    // Two that only touch with their outlines are too close.
    const double width = placed[0].rect.width() / view.scale();
    EXPECT_EQ(
        placeNames(view, {{QStringLiteral("heavy"), {0, 0}}, {QStringLiteral("heavy"), {0.97 * width, 0}}}).size(), 1U);
    EXPECT_EQ(
        placeNames(view, {{QStringLiteral("heavy"), {0, 0}}, {QStringLiteral("heavy"), {1.03 * width, 0}}}).size(), 2U);
}

TEST_F(LatentPlaneLook, ItsPictureHasTheLegendAndMayBeTwiceAsLarge) {
    const QImage once = plane.picture(), twice = plane.picture(2);
    const qreal ratio = plane.devicePixelRatioF();
    EXPECT_EQ(once.size(), (QSizeF(plane.size()) * ratio).toSize());
    EXPECT_EQ(twice.size(), 2 * once.size());
    const PlaneLegend* legend = plane.legend();
    const QRect entry = legend->entryRect(0).translated(legend->pos());
    ASSERT_FALSE(entry.isEmpty());
    const auto shades = [&](const QImage& image, int scale) {
        std::set<QRgb> colours;
        for (int x = entry.left(); x < entry.right(); ++x)
            colours.insert(image.pixel(qRound(scale * ratio * x), qRound(scale * ratio * entry.center().y())));
        return colours.size();
    };
    EXPECT_GT(shades(once, 1), 4U) << "a dot and a name on a ground";
    EXPECT_GT(shades(twice, 2), 4U);
}

}  // namespace
}  // namespace zscape
