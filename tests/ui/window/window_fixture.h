#pragma once

#include "engine/data/import.h"
#include "engine/session/linked_engine.h"
#include "ui/bridge/kept_settings.h"
#include "ui/bridge/session_bridge.h"
#include "ui/import/import_page.h"
#include "ui/panels/data/data_panel.h"
#include "ui/panels/model/model_panel.h"
#include "ui/panels/model/recipe_picker.h"
#include "ui/plane/decoder_panel.h"
#include "ui/plane/interpolation_panel.h"
#include "ui/plane/latent_plane_panel.h"
#include "ui/recipes/recipe_card.h"
#include "ui/recipes/recipes_page.h"
#include "ui/selection/selection_model.h"
#include "ui/shell/main_window.h"
#include "ui/shell/page_host.h"
#include "ui/shell/recipes_controller.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/message_strip.h"
#include "ui/widgets/image.h"

#include <QApplication>
#include <QDir>
#include <QDropEvent>
#include <QMimeData>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>
#include <gtest/gtest.h>

#include <functional>
#include <memory>

namespace zscape {

/// Generous: the machine may be building something.
#ifdef __SANITIZE_ADDRESS__
inline constexpr int kLong = 900'000;  // 70,000 images are trained on for one of the tests
#else
inline constexpr int kLong = 120'000;
#endif

/// A folder of real digits: one PNG each, in sub-folders by label.
inline void writeDigits(const QString& folder, int64_t count) {
    ImportOptions options;
    options.cacheFolder = QDir(folder).filePath(QStringLiteral(".cache")).toStdString();
    const auto images = importImages({{"sample:digits"}, {}}, options, {});
    for (int64_t i = 0; i < count; ++i) {
        const QString label = QString::fromStdString(images->labelNames()[static_cast<size_t>(images->labelOf(i))]);
        QDir(folder).mkpath(QStringLiteral("digits/") + label);
        toImage(images->picture(i))
            .save(QDir(folder).filePath(QStringLiteral("digits/%1/number %2.png").arg(label).arg(i)));
    }
    QDir(QDir(folder).filePath(QStringLiteral(".cache"))).removeRecursively();
}

/// The whole window over a real session, 1280 by 800.
class WindowFixture : public testing::Test {
protected:
    static constexpr int64_t kImages = 600;

    static void SetUpTestSuite() {
        folder_ = std::make_unique<QTemporaryDir>();
        writeDigits(folder_->path(), kImages);
    }
    static void TearDownTestSuite() { folder_.reset(); }

    void SetUp() override {
        KeptSettings().clear();
        ThemeController::instance().setReduceMotion(true);
        ThemeController::instance().setChoice(ThemeChoice::Dark);  // whatever the test before has chosen
        begin();
    }
    void TearDown() override { end(); }

    /// The program starts. The settings are those that are there.
    void begin() {
        Session::Options options;
        options.cacheFolder = folder_->filePath(QStringLiteral("cache")).toStdString();
        options.engine = linkedEngine;
        options.unsavedFolder = unsaved_.filePath(QStringLiteral("unsaved")).toStdString();
        bridge = std::make_unique<SessionBridge>(options);
        // The default makes 2,500 steps of these few images, and most tests wait for the end of a run.
        RunConfig quick;
        quick.overrides = {{"batch_size", int64_t{128}}, {"epochs", int64_t{20}}};
        bridge->session().configure(quick);
        window = std::make_unique<MainWindow>(bridge.get());
        window->resize(1280, 800);
        window->show();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(window.get()));
    }
    void end() {
        window.reset();
        bridge.reset();
    }

    static std::string cacheOfImages() { return folder_->filePath(QStringLiteral("cache")).toStdString(); }
    static QString digits() { return folder_->filePath(QStringLiteral("digits")); }

    [[nodiscard]] bool until(const std::function<bool()>& condition) { return QTest::qWaitFor(condition, kLong); }
    bool reaches(RunState state) {
        return until([&] { return bridge->state() == state; });
    }
    LatentPlane* plane() const { return window->panels().plane; }
    SelectionModel* selection() const { return window->selection(); }
    DecoderPanel* decoder() const { return window->panels().decoder; }
    InterpolationPanel* interpolation() const { return window->panels().interpolation; }

    /// Drags files over `widget` at `at` and drops them there, by the events that the platform would send.
    void dropFiles(QWidget* widget, QPoint at, const QStringList& files, const std::function<void()>& before = {}) {
        QMimeData mime;
        QList<QUrl> list;
        for (const QString& file : files) list.append(QUrl::fromLocalFile(file));
        mime.setUrls(list);
        QDragEnterEvent enter(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(widget, &enter);
        EXPECT_TRUE(enter.isAccepted());
        QDragMoveEvent move(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(widget, &move);
        if (before) before();
        QDropEvent drop(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(widget, &drop);
    }

    void movePointer(QPointF place) { QTest::mouseMove(plane(), plane()->view().toScreen(place).toPoint()); }
    void click(QPointF place) {
        QTest::mouseClick(plane(), Qt::LeftButton, {}, plane()->view().toScreen(place).toPoint());
    }

    /// The import page has read what was dropped.
    bool pageHasRead() {
        return until([&] { return window->pageHost()->isOpen() && window->importPage()->canUse(); });
    }
    /// Return on the page: what was read is used.
    void useWhatWasRead() {
        ASSERT_TRUE(pageHasRead());
        const auto before = bridge->images();
        QTest::keyClick(window->importPage(), Qt::Key_Return);
        ASSERT_TRUE(until([&] { return bridge->images() != before && bridge->state() == RunState::Ready; }));
        EXPECT_FALSE(window->pageHost()->isOpen());
    }
    /// Opens the digits and waits for a model whose every image is encoded.
    void openDigits() {
        dropFiles(window.get(), {640, 300}, {digits()});
        ASSERT_NO_FATAL_FAILURE(useWhatWasRead());
        ASSERT_TRUE(until([&] { return plane()->points().cloud().placed() == kImages; }));
    }
    /// The recipes page is open.
    bool recipesAreOpen() const {
        return window->recipes()->page() && window->pageHost()->widget() == window->recipes()->page();
    }
    RecipesPage* recipesPage() const { return window->recipes()->page(); }
    /// Opens the recipes page by the Model panel's field.
    void openRecipes() {
        RecipePicker* picker = window->panels().model->recipePicker();
        ASSERT_TRUE(until([&] { return picker->isEnabled(); }));
        QTest::mouseClick(picker, Qt::LeftButton);
        ASSERT_TRUE(recipesAreOpen());
    }
    /// Another recipe: its card, then Return.
    void beginWith(const std::string& recipe) {
        ASSERT_NO_FATAL_FAILURE(openRecipes());
        RecipeCard* card = recipesPage()->grid()->card(recipe);
        ASSERT_NE(card, nullptr) << recipe;
        QTest::mouseClick(card, Qt::LeftButton, {}, {100, 90});
        QTest::keyClick(card, Qt::Key_Return);
    }
    /// A and B by their keys, and the nine pictures between them.
    void chooseEnds() {
        plane()->setFocus();
        movePointer({-1.5, 0.5});
        QTest::keyClick(plane(), Qt::Key_A);
        movePointer({1.5, -0.5});
        QTest::keyClick(plane(), Qt::Key_B);
        ASSERT_TRUE(until([&] { return interpolation()->decoded().size() == 9U; }));
    }
    /// Presses T and waits until it has stopped by itself.
    void train() {
        QTest::keyClick(window.get(), Qt::Key_T);
        ASSERT_TRUE(reaches(RunState::Finished));
    }

    /// What a run's end says: of the best epoch, be it the last or one before.
    bool saysTheBest() const {
        const QString sentence = plane()->strip()->sentence();
        return sentence.startsWith(QStringLiteral("Best held-out total")) ||
               sentence.contains(QStringLiteral("was best held out"));
    }

    std::unique_ptr<SessionBridge> bridge;
    std::unique_ptr<MainWindow> window;

private:
    const QTemporaryDir unsaved_;  ///< outlives the session
    static inline std::unique_ptr<QTemporaryDir> folder_;
};

}  // namespace zscape
