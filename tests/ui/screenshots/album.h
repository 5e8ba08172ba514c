#pragma once

#include "tests/ui/window/window_fixture.h"

#include <QDir>
#include <QSize>
#include <QString>

namespace zscape {

/// Where pictures go, and of what window; from the command line.
struct Album {
    QDir folder;
    QString suffix;  ///< behind a state's name: "dark 1280x800"
    QSize size{1280, 800};
    ThemeChoice theme = ThemeChoice::Dark;
};
Album& album();

/// A state of the window is reached as a person would reach it, and kept as a picture of the whole screen, so that
/// menus and tips are in it.
class Screenshots : public WindowFixture {
protected:
    static constexpr int64_t kDigits = 70000;

    void SetUp() override;

    /// Keeps what the screen shows once two looks at it, a frame apart, are the same; `moving`: at once.
    void shoot(const QString& state, bool moving = false);
    /// The built-in digits, each of them a point on the plane.
    void openAllDigits();
    /// \param recipe of resources/recipes
    void build(const std::string& recipe, const std::map<std::string, SettingValue>& overrides = {});
    /// Trains so many epochs from the beginning of this run.
    void trainEpochs(int64_t epochs);
    void press(int key, Qt::KeyboardModifiers modifiers = {});

    QTemporaryDir mine_;
};

}  // namespace zscape
