#include "tests/ui/screenshots/album.h"

#include "tests/ui/window/cut_text.h"
#include "ui/shell/actions.h"
#include "ui/shell/open_controller.h"

#include <QScreen>

namespace zscape {

Album& album() {
    static Album album;
    return album;
}

void Screenshots::SetUp() {
    WindowFixture::SetUp();
    for (QAction* action : window->windowActions()->theme->actions())
        if (action->data().toInt() == static_cast<int>(album().theme)) action->trigger();
    window->move(0, 0);
    window->resize(album().size);
    ASSERT_TRUE(until([&] { return window->size() == album().size; }))
        << "the screen is too small for a window of " << album().size.width() << " x " << album().size.height();
    // Where no window manager runs nobody else gives it the keys.
    window->activateWindow();
    ASSERT_TRUE(until([&] { return window->isActiveWindow(); }));
}

void Screenshots::shoot(const QString& state, bool moving) {
    const auto look = [&] {
        QCoreApplication::processEvents();
        // With what floats over it, without the screen beside it.
        return window->screen()->grabWindow(0, 0, 0, window->width(), window->height()).toImage();
    };
    // What a run makes of its images comes a moment after the run.
    if (bridge->images() && bridge->info()->parameters > 0) {
        EXPECT_TRUE(until([&] { return bridge->reconstructions() != nullptr; })) << qPrintable(state);
    }
    QImage seen = look();
    if (!moving) {
        constexpr int kFrame = 120;
        EXPECT_TRUE(until([&] {
            QTest::qWait(kFrame);
            const QImage before = std::exchange(seen, look());
            return before == seen;
        })) << qPrintable(state)
            << " does not come to rest";
    }
    EXPECT_EQ(cutTexts(window.get()), "") << qPrintable(state);
    const QString name = album().suffix.isEmpty() ? state : state + QStringLiteral(" ") + album().suffix;
    const QString file = album().folder.filePath(name + QStringLiteral(".png"));
    EXPECT_TRUE(seen.save(file)) << qPrintable(file) << " cannot be written";
}

void Screenshots::openAllDigits() {
    window->openController()->openImages({QStringLiteral("sample:digits")});
    ASSERT_TRUE(until([&] { return plane()->points().cloud().placed() == kDigits; }));
}

void Screenshots::build(const std::string& recipe, const std::map<std::string, SettingValue>& overrides) {
    RunConfig config = bridge->info()->config;
    config.recipe = recipe;
    config.overrides = overrides;
    bridge->session().configure(config);
    ASSERT_TRUE(until([&] {
        return bridge->info()->config.recipe == recipe && bridge->info()->config.overrides == config.overrides &&
               bridge->state() == RunState::Ready;
    }));
}

void Screenshots::trainEpochs(int64_t epochs) {
    bridge->session().train(epochs);
    ASSERT_TRUE(until([&] { return bridge->state() == RunState::Finished; }));
    ASSERT_TRUE(until([&] { return bridge->codes() && bridge->codes()->oldestStep == bridge->info()->step; }));
}

void Screenshots::press(int key, Qt::KeyboardModifiers modifiers) {
    QWidget* focused = QApplication::focusWidget();
    QTest::keyClick(focused ? focused : window.get(), static_cast<Qt::Key>(key), modifiers);
}

}  // namespace zscape
