#pragma once

#include <QObject>

#include <functional>

class QWidget;

namespace zscape {

/// The one dialog of the window: work that is not saved is about to be left.
class UnsavedGuard : public QObject {
    Q_OBJECT

public:
    explicit UnsavedGuard(QWidget* window);

    /// Calls `proceed` at once when nothing is lost; else asks, without blocking. `save` saves and then calls what it
    /// is given.
    void ask(bool unsaved, std::function<void(std::function<void()> then)> save, std::function<void()> proceed);
    bool isAsking() const { return asking_; }

private:
    QWidget* window_ = nullptr;
    bool asking_ = false;
};

}  // namespace zscape
