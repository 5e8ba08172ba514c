#include "tests/ui/window/window_fixture.h"

#include "ui/panels/data/thumbnail_grid.h"
#include "ui/panels/loss/loss_panel.h"
#include "ui/panels/model/model_panel.h"
#include "ui/panels/model/setting_field.h"
#include "ui/panels/model/setting_form.h"
#include "ui/panels/reconstructions/reconstruction_grid.h"
#include "ui/panels/reconstructions/reconstructions_panel.h"
#include "ui/plane/code_sliders.h"
#include "ui/plane/interpolation_slot.h"
#include "ui/shell/actions.h"
#include "ui/shell/drop_target.h"
#include "ui/shell/empty_screen.h"
#include "ui/shell/help_window.h"
#include "ui/shell/open_controller.h"
#include "ui/shell/run_control.h"
#include "ui/shell/run_toolbar.h"
#include "ui/shell/status_line.h"
#include "ui/widgets/message_strip.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/picture_view.h"

#include <QAction>
#include <QDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QToolButton>
#include <QUndoStack>

#include <chrono>
#include <thread>

namespace zscape {
namespace {

double differenceOf(const Picture& a, const Picture& b) {
    if (a.pixels.size() != b.pixels.size() || a.pixels.empty()) return 255;
    double sum = 0;
    for (size_t i = 0; i < a.pixels.size(); ++i) sum += std::abs(int{a.pixels[i]} - int{b.pixels[i]});
    return sum / static_cast<double>(a.pixels.size());
}

TEST_F(WindowFixture, FromDropToInterpolation) {
    // Empty: no panels, and Train says why it is off.
    EXPECT_EQ(bridge->state(), RunState::Empty);
    EXPECT_FALSE(window->toolbar()->trainButton()->isEnabled());
    EXPECT_EQ(window->toolbar()->epochText(), QStringLiteral("Add images to train on"));
    EXPECT_TRUE(window->emptyScreen()->isVisible());
    EXPECT_FALSE(window->panels().data->isVisible());

    // Under a drag the target says what a drop does; the drop does it.
    DropTarget* target = window->emptyScreen()->target();
    dropFiles(window.get(), {640, 300}, {digits()}, [&] {
        EXPECT_TRUE(until([&] { return target->title() == QStringLiteral("Open 600 images"); }))
            << qPrintable(target->title());
    });
    // The page says what it is; Return uses it.
    EXPECT_EQ(bridge->state(), RunState::Empty);
    ASSERT_NO_FATAL_FAILURE(useWhatWasRead());
    EXPECT_FALSE(window->emptyScreen()->isVisible());
    EXPECT_TRUE(window->panels().data->isVisible());
    EXPECT_EQ(bridge->images()->count(), kImages);
    EXPECT_EQ(bridge->images()->labelNames().size(), 10U);
    ASSERT_TRUE(until([&] { return plane()->points().cloud().placed() == kImages; }));
    ASSERT_TRUE(until([&] { return window->toolbar()->trainButton()->isEnabled(); }));

    // T trains; losses and points come, and the run ends by itself.
    train();
    EXPECT_GE(bridge->info()->step, 20);
    ASSERT_TRUE(
        until([&] { return bridge->metrics() && bridge->metrics()->heldOut.size() == bridge->info()->epochsPlanned; }));
    const auto& rows = bridge->metrics()->train;
    EXPECT_LT(rows.at(rows.size() - 1, RunMetrics::kFixedColumns), rows.at(0, RunMetrics::kFixedColumns));
    ASSERT_TRUE(until([&] { return bridge->codes() && bridge->codes()->oldestStep == bridge->info()->step; }));
    ASSERT_TRUE(until([&] { return plane()->strip()->isVisible(); }));
    EXPECT_TRUE(saysTheBest()) << qPrintable(plane()->strip()->sentence());
    plane()->strip()->clear();

    // The decode follows the pointer.
    movePointer({1.2, 1.2});
    ASSERT_TRUE(until([&] { return decoder()->code().size() == 2 && std::abs(decoder()->code()[0] - 1.2F) < 0.1F; }));
    const Picture first = toPicture(decoder()->picture()->image());
    EXPECT_EQ(first.width, 28);
    EXPECT_EQ(decoder()->step(), bridge->info()->step);
    movePointer({-1.2, -1.0});
    ASSERT_TRUE(until([&] { return std::abs(decoder()->code()[0] + 1.2F) < 0.1F; }));
    const Picture second = toPicture(decoder()->picture()->image());
    EXPECT_GT(differenceOf(first, second), 1.0);

    // A and B by their keys, while the plane has the focus; the strip is decoded between them.
    ASSERT_NO_FATAL_FAILURE(chooseEnds());
    EXPECT_EQ(plane()->path().size(), 9U);
    EXPECT_GT(differenceOf(interpolation()->decoded().front(), interpolation()->decoded().back()), 1.0);
    EXPECT_NEAR(plane()->path()[4].x(), (plane()->path().front().x() + plane()->path().back().x()) / 2, 1e-4);
    const QImage seen = window->grab().toImage();
    const QPointF middle = plane()->view().toScreen(plane()->path()[4]);
    EXPECT_NE(seen.pixelColor(plane()->mapTo(window.get(), middle.toPoint())), tokens().well);

    // Fewer steps, by typing.
    QLineEdit* steps = nullptr;
    for (QLineEdit* line : interpolation()->findChildren<QLineEdit*>()) steps = line;
    for (QLineEdit* line : interpolation()->header()->findChildren<QLineEdit*>()) steps = line;
    ASSERT_NE(steps, nullptr);
    steps->selectAll();
    QTest::keyClicks(steps, QStringLiteral("5"));
    QTest::keyClick(steps, Qt::Key_Return);
    EXPECT_TRUE(until([&] { return interpolation()->decoded().size() == 5U; }));
}

TEST_F(WindowFixture, AKeptPointStaysAndEscLetsItGo) {
    openDigits();
    plane()->setFocus();
    movePointer({2.4, 2.4});
    click({2.4, 2.4});
    ASSERT_TRUE(selection()->kept());
    ASSERT_TRUE(until([&] { return decoder()->code().size() == 2 && std::abs(decoder()->code()[0] - 2.4F) < 0.1F; }));
    movePointer({-2, -2});
    QTest::qWait(1);
    const std::vector<float> kept = decoder()->code();
    bridge->look();
    EXPECT_EQ(decoder()->code(), kept);
    QTest::keyClick(plane(), Qt::Key_Escape);
    EXPECT_FALSE(selection()->kept());
    movePointer({-2.1, -2});
    EXPECT_TRUE(until([&] { return std::abs(decoder()->code()[0] + 2.1F) < 0.1F; }));
}

TEST_F(WindowFixture, HelpStandsInTheMiddleAndItsKeysDoNothing) {
    openDigits();
    window->move(0, 0);
    window->resize(800, 560);  // inside the screen of the tests
    window->windowActions()->keys->trigger();
    auto* help = window->findChild<HelpWindow*>();
    ASSERT_NE(help, nullptr);
    ASSERT_TRUE(QTest::qWaitForWindowExposed(help));
    const QPoint away = help->frameGeometry().center() - window->frameGeometry().center();
    EXPECT_LE(away.manhattanLength(), 16) << "but for the frame";
    for (const Qt::Key key : {Qt::Key_T, Qt::Key_A, Qt::Key_F9, Qt::Key_Space}) QTest::keyClick(help, key);
    EXPECT_EQ(bridge->state(), RunState::Ready);
    EXPECT_FALSE(window->windowActions()->planeAlone->isChecked());
    QTest::keyClick(help, Qt::Key_Escape);
    EXPECT_FALSE(help->isVisible());
    window->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    QTest::keyClick(window.get(), Qt::Key_F9);
    EXPECT_TRUE(window->windowActions()->planeAlone->isChecked());
}

TEST_F(WindowFixture, AThumbnailSelectsItsPointEverywhere) {
    openDigits();
    ThumbnailGrid* grid = window->panels().data->grid();
    ASSERT_TRUE(until([&] { return grid->count() == kImages; }));
    QTest::mouseClick(grid->viewport(), Qt::LeftButton, {}, grid->cellAt(3).center());
    const int64_t image = selection()->current();
    ASSERT_GE(image, 0);
    EXPECT_EQ(selection()->current(), image);
    ASSERT_TRUE(selection()->kept());
    const float* code = bridge->codes()->codeOf(image);
    ASSERT_NE(code, nullptr);
    EXPECT_TRUE(until([&] { return decoder()->code().size() == 2 && decoder()->code()[0] == code[0]; }));
    // Esc undoes one thing at a time: the selection, then the kept point.
    plane()->setFocus();
    QTest::keyClick(plane(), Qt::Key_Escape);
    EXPECT_LT(selection()->current(), 0);
    EXPECT_LT(selection()->current(), 0);
    EXPECT_TRUE(selection()->kept());
}

TEST_F(WindowFixture, WhatIsPointedAtInOnePanelLightsUpInTheOthers) {
    openDigits();
    ThumbnailGrid* grid = window->panels().data->grid();
    ReconstructionGrid* pairs = window->panels().reconstructions->grid();
    ASSERT_TRUE(until([&] { return grid->count() == kImages && pairs->columns() > 1; }));
    const auto ringed = [&](QWidget* where, QRect cell) {
        return where->grab().toImage().pixelColor(cell.left(), cell.center().y()) == tokens().text2;
    };
    const auto thumbnailOf = [&](int64_t image) {
        grid->verticalScrollBar()->setValue(grid->verticalScrollBar()->value() + grid->cellAt(image).top());
        return grid->cellAt(image);
    };
    // The disc of the point that is pointed at is larger, with a rim in the colour of text.
    const auto rims = [&](int64_t image) {
        const QImage seen = plane()->grab().toImage();
        const QPoint at = plane()->view().toScreen(plane()->points().cloud().positionOf(image)).toPoint();
        int count = 0;
        for (int dy = -7; dy <= 7; ++dy)
            for (int dx = -7; dx <= 7; ++dx) count += seen.pixelColor(at + QPoint(dx, dy)).lightness() > 220;
        return count;
    };
    // From Reconstructions.
    QTest::mouseMove(pairs, pairs->cellAt(0, 1).center());
    const int64_t image = selection()->hovered();
    ASSERT_GE(image, 0);
    EXPECT_TRUE(ringed(grid->viewport(), thumbnailOf(image)));
    const int lit = rims(image);
    // From Data.
    QTest::mouseMove(grid->viewport(), grid->cellAt(image).center() + QPoint(1, 1));
    EXPECT_EQ(selection()->hovered(), image);
    EXPECT_TRUE(ringed(pairs, pairs->cellAt(0, 1)));
    QEvent left(QEvent::Leave);
    QApplication::sendEvent(grid->viewport(), &left);
    EXPECT_FALSE(ringed(pairs, pairs->cellAt(0, 1)));
    EXPECT_GT(lit, rims(image) + 8) << "points of an untrained model are faint";
    // From the plane: of points that lie close together one of them.
    movePointer(plane()->points().cloud().positionOf(image));
    const int64_t near = selection()->hovered();
    ASSERT_GE(near, 0);
    EXPECT_EQ(plane()->underPointer(), near);
    EXPECT_TRUE(ringed(grid->viewport(), thumbnailOf(near)));
}

TEST_F(WindowFixture, WhatAPersonDidIsTakenBackAndItIsSaidWhat) {
    openDigits();
    Actions* actions = window->windowActions();
    EXPECT_FALSE(actions->undo->isEnabled());
    EXPECT_EQ(actions->undo->text(), QStringLiteral("Undo"));
    ThumbnailGrid* grid = window->panels().data->grid();
    ASSERT_TRUE(until([&] { return grid->count() == kImages; }));
    QTest::mouseClick(grid->viewport(), Qt::LeftButton, {}, grid->cellAt(3).center());
    QTest::mouseClick(grid->viewport(), Qt::LeftButton, Qt::ShiftModifier, grid->cellAt(6).center());
    EXPECT_EQ(actions->undo->text(), QStringLiteral("Undo selecting 4 images"));
    EXPECT_EQ(window->panels().data->countText(), QStringLiteral("4 selected of 600"));
    plane()->setFocus();
    QTest::keyClick(plane(), Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(selection()->selected().count(), 1);
    EXPECT_EQ(actions->redo->text(), QStringLiteral("Redo selecting 4 images"));
    QTest::keyClick(plane(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_EQ(selection()->selected().count(), 4);
    // Esc lets go of one thing, wherever the focus is; Ctrl+Z brings it back.
    window->panels().data->searchField()->setFocus();
    QTest::keyClick(window->panels().data->searchField(), Qt::Key_Escape);
    EXPECT_TRUE(selection()->selected().empty());
    EXPECT_TRUE(selection()->kept());
    plane()->setFocus();
    QTest::keyClick(plane(), Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(selection()->selected().count(), 4);
    // The toolbar has both.
    QToolButton* undo = nullptr;
    for (QToolButton* button : window->toolbar()->findChildren<QToolButton*>())
        if (button->accessibleName().startsWith(QStringLiteral("Undo"))) undo = button;
    ASSERT_NE(undo, nullptr);
    EXPECT_EQ(undo->toolTip(), QStringLiteral("Undo selecting 4 images (Ctrl+Z)"));
    QTest::mouseClick(undo, Qt::LeftButton);
    EXPECT_EQ(selection()->selected().count(), 1);
}

TEST_F(WindowFixture, WhatABoxOnThePlaneHoldsIsSelectedInData) {
    openDigits();
    const QRectF seen = plane()->view().seen();
    const auto screen = [&](double x, double y) {
        return plane()->view().toScreen({seen.left() + x * seen.width(), seen.top() + y * seen.height()}).toPoint();
    };
    QTest::mousePress(plane(), Qt::LeftButton, Qt::ShiftModifier, screen(0.02, 0.02));
    QTest::mouseMove(plane(), screen(0.5, 0.5));
    QTest::mouseMove(plane(), screen(0.98, 0.98));
    QTest::mouseRelease(plane(), Qt::LeftButton, Qt::ShiftModifier, screen(0.98, 0.98));
    const int64_t count = selection()->selected().count();
    EXPECT_GT(count, kImages * 9 / 10);
    EXPECT_EQ(window->panels().data->countText(), QStringLiteral("%1 selected of 600").arg(count));
    EXPECT_EQ(window->windowActions()->undo->text(), QStringLiteral("Undo selecting %1 images").arg(count));
    EXPECT_FALSE(selection()->kept()) << "a drag is no click";
    plane()->setFocus();
    QTest::keyClick(plane(), Qt::Key_Escape);
    EXPECT_EQ(window->panels().data->countText(), QStringLiteral("600 images"));
}

TEST_F(WindowFixture, InATextFieldUndoIsTheFieldsOwn) {
    openDigits();
    plane()->setFocus();
    click({2.4, 2.4});
    ASSERT_TRUE(selection()->kept());
    QLineEdit* search = window->panels().data->searchField();
    search->setFocus();
    QTest::keyClicks(search, QStringLiteral("num"));
    QTest::keyClick(search, Qt::Key_Z, Qt::ControlModifier);
    EXPECT_TRUE(search->text().isEmpty()) << qPrintable(search->text());
    EXPECT_TRUE(selection()->kept());
    QTest::keyClick(search, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_EQ(search->text(), QStringLiteral("num"));
}

TEST_F(WindowFixture, TheEndsOfThePathComeBackWithTheirPictures) {
    openDigits();
    ASSERT_NO_FATAL_FAILURE(chooseEnds());
    const QPointF a = selection()->end(PathEnd::A)->at, b = selection()->end(PathEnd::B)->at;
    // Dragged: one thing.
    const int commands = window->history()->count();
    const QPoint from = plane()->view().toScreen(a).toPoint();
    QTest::mousePress(plane(), Qt::LeftButton, {}, from);
    for (int step = 1; step <= 5; ++step) QTest::mouseMove(plane(), from + QPoint(0, 12 * step));
    QTest::mouseRelease(plane(), Qt::LeftButton, {}, from + QPoint(0, 60));
    EXPECT_NE(selection()->end(PathEnd::A)->at, a);
    EXPECT_EQ(window->history()->count(), commands + 1);
    QTest::keyClick(plane(), Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(selection()->end(PathEnd::A)->at, a);
    EXPECT_EQ(plane()->path().front(), a) << "the path goes along";
    QTest::keyClick(plane(), Qt::Key_Z, Qt::ControlModifier);
    EXPECT_FALSE(selection()->end(PathEnd::B));
    EXPECT_TRUE(plane()->path().empty());
    QTest::keyClick(plane(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    ASSERT_TRUE(selection()->end(PathEnd::B));
    EXPECT_EQ(selection()->end(PathEnd::B)->at, b);
    EXPECT_TRUE(until([&] { return interpolation()->decoded().size() == 9U; }));
}

TEST_F(WindowFixture, ASettingIsTakenBackBeforeAndWhileARunTrains) {
    openDigits();
    const auto type = [&](const char* text) {
        QLineEdit* line = window->panels().model->form()->field("beta")->numberField()->line();
        line->setFocus();
        line->selectAll();
        QTest::keyClicks(line, QString::fromUtf8(text));
        QTest::keyClick(line, Qt::Key_Return);
    };
    const auto becomes = [&](double beta) {
        return until([&] { return bridge->info()->spec.number("beta") == beta; });
    };
    const double before = bridge->info()->spec.number("beta");
    type("3");
    ASSERT_TRUE(becomes(3));
    EXPECT_TRUE(window->windowActions()->undo->text().startsWith(QStringLiteral("Undo changing")))
        << qPrintable(window->windowActions()->undo->text());
    plane()->setFocus();
    QTest::keyClick(plane(), Qt::Key_Z, Qt::ControlModifier);
    EXPECT_TRUE(becomes(before));
    QTest::keyClick(plane(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_TRUE(becomes(3));
    // Esc never takes a setting back.
    QTest::keyClick(plane(), Qt::Key_Escape);
    bridge->session().adjust("epochs", 100000);
    QTest::keyClick(window.get(), Qt::Key_T);
    ASSERT_TRUE(until([&] { return bridge->state() == RunState::Running && bridge->info()->step > 5; }));
    EXPECT_EQ(bridge->info()->spec.number("beta"), 3);
    type("2");
    ASSERT_TRUE(becomes(2));
    plane()->setFocus();
    QTest::keyClick(plane(), Qt::Key_Z, Qt::ControlModifier);
    EXPECT_TRUE(becomes(3));
    EXPECT_EQ(bridge->state(), RunState::Running);
    bridge->session().stop();
    EXPECT_TRUE(until([&] { return bridge->state() != RunState::Running && bridge->state() != RunState::Stopping; }));
}

TEST_F(WindowFixture, AKeptImageFollowsItsCodeThroughTraining) {
    window->openController()->openImages({QStringLiteral("sample:digits")});
    ASSERT_TRUE(until([&] { return bridge->codes() && bridge->codes()->encoded == 70000; }));
    ThumbnailGrid* grid = window->panels().data->grid();
    constexpr int64_t kAny = 1100;
    grid->verticalScrollBar()->setValue(grid->verticalScrollBar()->maximum() * kAny / 70000);
    int64_t image = -1;
    for (int cell = static_cast<int>(kAny) - 20; cell < kAny + 60 && image < 0; ++cell) {
        if (!grid->viewport()->rect().contains(grid->cellAt(cell))) continue;
        QTest::mouseClick(grid->viewport(), Qt::LeftButton, {}, grid->cellAt(cell).center());
        image = selection()->current();
    }
    ASSERT_GE(image, 0);
    ASSERT_TRUE(selection()->kept());
    const QPointF untrained = selection()->kept()->at;
    QTest::keyClick(window.get(), Qt::Key_T);
    ASSERT_TRUE(until([&] { return bridge->codes()->stampOf(image).fromTraining != 0; }))
        << "a training pass made it, sooner or later";
    ASSERT_TRUE(selection()->kept());
    EXPECT_EQ(selection()->kept()->image, image);
    QTest::keyClick(window.get(), Qt::Key_T);
    ASSERT_TRUE(until(
        [&] { return bridge->codes()->oldestStep == bridge->info()->step && bridge->codes()->encoded == 70000; }));
    EXPECT_NE(selection()->kept()->at, untrained);
    const auto followed = [&] {
        const float* code = bridge->codes()->codeOf(image);
        const auto kept = selection()->kept();
        return code && kept && kept->image == image && std::abs(kept->at.x() - code[0]) < 1e-4 &&
               decoder()->code().size() == 2 && decoder()->code()[0] == code[0];
    };
    EXPECT_TRUE(until(followed)) << "it goes where its image's code is again";
}

TEST_F(WindowFixture, PointsComeFromTheFirstStepsAndNoneIsShownAsNewThatIsOld) {
    // Convolutional, so that encoding all of them between steps is out of the question.
    window->openController()->openImages({QStringLiteral("sample:shapes")});
    ASSERT_TRUE(reaches(RunState::Ready));
    RunConfig config = bridge->info()->config;
    config.recipe = "vae";
    config.overrides = {{"width", int64_t{8}}, {"latent_dimensions", int64_t{2}}};
    bridge->session().configure(config);
    ASSERT_TRUE(until([&] { return bridge->info()->spec.recipe.name == "vae"; }));
    bridge->session().adjust("epochs", 100000);
    const int64_t count = bridge->images()->count();
    ASSERT_GT(count, 2000);
    QTest::keyClick(window.get(), Qt::Key_T);
    ASSERT_TRUE(until([&] { return bridge->codes() && bridge->codes()->newestStep >= 2; }));
    // Each snapshot that the window has seen keeps to it.
    int64_t seen = 0;
    bool right = true;
    const auto check = [&] {
        const auto& codes = bridge->codes();
        ++seen;
        right =
            right && codes->youngFrom >= 1 && codes->young <= codes->encoded && codes->oldestStep >= codes->shownFrom;
    };
    const QMetaObject::Connection looking = QObject::connect(bridge.get(), &SessionBridge::codesChanged, check);
    EXPECT_TRUE(until([&] { return bridge->codes()->young >= 1000; }));
    EXPECT_TRUE(until([&] { return plane()->points().cloud().placed() - plane()->points().cloud().olds() >= 1000; }));
    QObject::disconnect(looking);
    EXPECT_GT(seen, 0);
    EXPECT_TRUE(right);
    const auto has = [&](bool fromTraining) {
        for (int64_t image = 0; image < count; ++image)
            if (const CodeStamp stamp = bridge->codes()->stampOf(image);
                stamp.step > 0 && (stamp.fromTraining != 0) == fromTraining)
                return true;
        return false;
    };
    EXPECT_TRUE(has(true));
    EXPECT_TRUE(until([&] { return has(false); }))
        << "held-out images, which no pass reaches, when the running means have settled";
    QTest::keyClick(window.get(), Qt::Key_T);
    ASSERT_TRUE(reaches(RunState::Paused));
}

TEST_F(WindowFixture, LettersNeverActInTextFields) {
    openDigits();
    QLineEdit* search = window->panels().data->searchField();
    search->setFocus();
    QTest::keyClick(search, Qt::Key_T);
    QTest::keyClick(search, Qt::Key_A);
    EXPECT_EQ(search->text(), QStringLiteral("ta"));
    bridge->look();
    EXPECT_EQ(bridge->state(), RunState::Ready);
    EXPECT_EQ(bridge->info()->step, 0);
}

TEST_F(WindowFixture, OneImageDroppedOnThePlaneIsEncodedAndShownThere) {
    openDigits();
    train();
    const QString file = digits() + QStringLiteral("/7/") +
                         QDir(digits() + QStringLiteral("/7")).entryList({QStringLiteral("*.png")}).first();
    int64_t image = -1;
    for (int64_t i = 0; i < kImages; ++i)
        if (bridge->images()->fileOf(i) == file.toStdString()) image = i;
    ASSERT_GE(image, 0);
    ASSERT_TRUE(until([&] { return bridge->codes() && bridge->codes()->oldestStep == bridge->info()->step; }));
    dropFiles(plane(), plane()->rect().center(), {file});
    ASSERT_TRUE(until([&] { return selection()->kept().has_value(); }));
    const float* code = bridge->codes()->codeOf(image);
    EXPECT_NEAR(selection()->kept()->at.x(), code[0], 0.02);
    EXPECT_NEAR(selection()->kept()->at.y(), code[1], 0.02);
}

TEST_F(WindowFixture, WithoutAnEncoderADroppedImagesCodeIsSeenOnItsWay) {
    openDigits();
    RunConfig config = bridge->info()->config;
    config.recipe = "glo";
    config.threads = 1;  // steps this small only wait for a second thread
    config.overrides = {{"latent_dimensions", int64_t{2}},
                        {"epochs", int64_t{2}},
                        {"encode_steps", int64_t{300}},
                        {"batch_size", int64_t{32}}};
    bridge->session().configure(config);
    ASSERT_TRUE(until([&] { return bridge->info()->spec.recipe.name == "glo"; }));
    train();
    ASSERT_TRUE(until([&] { return bridge->codes() && bridge->codes()->oldestStep == bridge->info()->step; }));
    const QString file = digits() + QStringLiteral("/7/") +
                         QDir(digits() + QStringLiteral("/7")).entryList({QStringLiteral("*.png")}).first();
    dropFiles(plane(), plane()->rect().center(), {file});
    ASSERT_TRUE(until([&] { return plane()->trail().size() > 1; }));
    ASSERT_TRUE(until([&] { return selection()->kept().has_value(); }));
    const std::vector<QPointF> way = plane()->trail();
    ASSERT_GT(way.size(), 2U) << "300 steps take longer than one frame";
    EXPECT_EQ(way.back(), selection()->kept()->at);
    EXPECT_NE(way.front(), way.back());
    // It is drawn, and goes with what is kept.
    const QImage with = plane()->picture();
    plane()->setFocus();
    QTest::keyClick(plane(), Qt::Key_Escape);
    EXPECT_TRUE(plane()->trail().empty());
    EXPECT_NE(with, plane()->picture());

    // An image that trained needs no search: as an end of the path its code is the table's.
    const int64_t trained = bridge->split()->train.front();
    Q_EMIT window->panels().data->setAsARequested(trained);
    ASSERT_TRUE(selection()->end(PathEnd::A).has_value());
    const float* own = bridge->codes()->codeOf(trained);
    ASSERT_NE(own, nullptr);
    EXPECT_NEAR(selection()->end(PathEnd::A)->at.x(), own[0], 1e-5);
    EXPECT_NEAR(selection()->end(PathEnd::A)->at.y(), own[1], 1e-5);
}

TEST_F(WindowFixture, OfTwoFilesDroppedAtOnceBothAreEncoded) {
    openDigits();
    RunConfig config = bridge->info()->config;
    config.recipe = "glo";
    config.threads = 1;
    config.overrides = {{"latent_dimensions", int64_t{2}},
                        {"epochs", int64_t{2}},
                        {"encode_steps", int64_t{300}},
                        {"batch_size", int64_t{32}}};
    bridge->session().configure(config);
    ASSERT_TRUE(until([&] { return bridge->info()->spec.recipe.name == "glo"; }));
    train();
    const auto firstOf = [](const QString& label) {
        return digits() + label + QDir(digits() + label).entryList({QStringLiteral("*.png")}).first();
    };
    const QString seven = firstOf(QStringLiteral("/7/")), one = firstOf(QStringLiteral("/1/"));
    InterpolationPanel* const panel = interpolation();
    Q_EMIT panel->fileDropped(PathEnd::A, seven);
    Q_EMIT panel->fileDropped(PathEnd::B, one);
    ASSERT_TRUE(until([&] {
        return selection()->end(PathEnd::A).has_value() && selection()->end(PathEnd::B).has_value();
    })) << "the second search took the place of the first";
    EXPECT_EQ(selection()->end(PathEnd::A)->name, QFileInfo(seven).fileName());
    EXPECT_EQ(selection()->end(PathEnd::B)->name, QFileInfo(one).fileName());
}

TEST_F(WindowFixture, ARunThatEndsByItselfSaysWhyOverThePlaneAndGoesOn) {
    openDigits();
    RunConfig config = bridge->info()->config;
    config.overrides = {
        {"learning_rate", 1e-7}, {"patience", int64_t{2}}, {"epochs", int64_t{500}}, {"hidden", std::string("16")}};
    bridge->session().configure(config);
    ASSERT_TRUE(
        until([&] { return bridge->info()->spec.has("patience") && bridge->info()->spec.integer("patience") == 2; }));
    EXPECT_EQ(bridge->info()->spec.integer("batch_size"), 32) << "540 train";
    train();
    ASSERT_TRUE(until([&] { return plane()->strip()->isVisible(); }));
    EXPECT_TRUE(plane()->strip()->sentence().startsWith(
        QStringLiteral("Ended by itself: 2 epochs without a better held-out loss; best at epoch ")))
        << plane()->strip()->sentence().toStdString();
    const double ended = bridge->info()->epoch;
    EXPECT_LT(ended, 500);
    QTest::mouseClick(plane()->strip()->actionButton(), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return bridge->info()->epoch == ended + 10 && bridge->state() == RunState::Finished; }))
        << "ten more are ten more";
    ASSERT_TRUE(until([&] { return saysTheBest(); }));
}

TEST_F(WindowFixture, ARunThatIsOverBeforeAnybodyLookedIsToldToBeOver) {
    openDigits();
    bridge->session().train(0, 4);
    // The window is busy meanwhile.
    const auto latest = std::chrono::steady_clock::now() + std::chrono::milliseconds(kLong);
    while (bridge->session().state() != RunState::Finished && std::chrono::steady_clock::now() < latest)
        std::this_thread::yield();
    ASSERT_EQ(bridge->state(), RunState::Ready) << "nobody has looked";
    ASSERT_TRUE(until([&] { return plane()->strip()->isVisible(); }));
    EXPECT_TRUE(saysTheBest()) << qPrintable(plane()->strip()->sentence());
}

TEST_F(WindowFixture, PauseResumeStopByButtonAndKey) {
    openDigits();
    bridge->session().adjust("epochs", 100000);
    QTest::mouseClick(window->toolbar()->trainButton(), Qt::LeftButton);
    ASSERT_TRUE(reaches(RunState::Running));
    ASSERT_TRUE(until([&] { return window->toolbar()->trainButton()->text() == QStringLiteral("Pause"); }));
    ASSERT_TRUE(until([&] { return bridge->info()->step > 5; }));
    QTest::keyClick(window.get(), Qt::Key_T);
    ASSERT_TRUE(reaches(RunState::Paused));
    EXPECT_EQ(window->toolbar()->trainButton()->text(), QStringLiteral("Resume"));
    EXPECT_EQ(window->statusLine()->stateText(), QStringLiteral("Paused"));
    QTest::mouseClick(window->toolbar()->trainButton(), Qt::LeftButton);
    ASSERT_TRUE(reaches(RunState::Running));
    QTest::mouseClick(window->toolbar()->stopButton(), Qt::LeftButton);
    ASSERT_TRUE(reaches(RunState::Finished));
}

TEST_F(WindowFixture, SavedAndOpenedAgainItGoesOn) {
    openDigits();
    train();
    const QTemporaryDir folder;
    const QString project = folder.filePath(QStringLiteral("mine.zscape"));
    bridge->session().save(project.toStdString());
    ASSERT_TRUE(until([&] { return bridge->info()->savedStep == bridge->info()->step && bridge->info()->step > 0; }));
    const int64_t step = bridge->info()->step;
    TearDown();
    SetUp();
    dropFiles(window.get(), {640, 300}, {project},
              [this] { EXPECT_EQ(window->emptyScreen()->target()->title(), QStringLiteral("Open the project mine")); });
    ASSERT_TRUE(reaches(RunState::Finished));
    EXPECT_EQ(bridge->info()->step, step);
    EXPECT_TRUE(window->windowTitle().startsWith(QStringLiteral("mine")));
    ASSERT_TRUE(until([&] { return plane()->points().cloud().placed() == kImages; }));
    ASSERT_TRUE(until([&] { return window->windowActions()->trainMore->isEnabled(); }));
    window->windowActions()->trainMore->trigger();
    EXPECT_TRUE(until([&] { return bridge->info()->step > step; }));
}

TEST_F(WindowFixture, AFolderWithoutImagesSaysSoInItsPlace) {
    const QTemporaryDir empty;
    dropFiles(window.get(), {640, 300}, {empty.path()});
    ASSERT_TRUE(until([&] { return window->emptyScreen()->strip()->isVisible(); }));
    EXPECT_EQ(window->emptyScreen()->strip()->tone(), Tone::Bad);
    EXPECT_EQ(bridge->state(), RunState::Empty);
    EXPECT_EQ(qApp->activeModalWidget(), nullptr);
}

TEST_F(WindowFixture, ClosingWithUnsavedWorkAsksOnce) {
    openDigits();
    train();
    ASSERT_TRUE(until([&] { return bridge->info()->unsavedWork; }));
    window->close();
    EXPECT_TRUE(window->isVisible());
    ASSERT_TRUE(
        until([&] { return qApp->activeModalWidget() != nullptr || window->findChild<QDialog*>() != nullptr; }));
    auto* dialog = window->findChild<QDialog*>();
    ASSERT_NE(dialog, nullptr);
    QSignalSpy closed(window.get(), &MainWindow::closed);
    for (QPushButton* button : dialog->findChildren<QPushButton*>())
        if (button->text() == QStringLiteral("Do Not Save")) QTest::mouseClick(button, Qt::LeftButton);
    EXPECT_TRUE(until([&] { return closed.count() == 1; }));
    EXPECT_FALSE(window->isVisible());
}

TEST_F(WindowFixture, ManyWakeUpsAreFewLooks) {
    openDigits();
    const int before = bridge->looks();
    QElapsedTimer clock;
    clock.start();
    train();
    // Sixty a second, and one for each of the two ends.
    EXPECT_LE(bridge->looks() - before, static_cast<int>(clock.elapsed() * 63 / 1000) + 3);
}

}  // namespace
}  // namespace zscape
