#pragma once

#include <QObject>

class QDropEvent;

namespace zscape {

class DropAdvice;
class EmptyScreen;
class ExplorationController;
class LatentPlane;
class OpenController;
class PageHost;
class SessionBridge;

/// What is dragged over the window and dropped on it, where no part of it wants it for itself.
class DropControl : public QObject {
    Q_OBJECT

public:
    struct Parts {
        OpenController* open;
        ExplorationController* exploration;
        const DropAdvice* advice;
        const PageHost* host;
        EmptyScreen* empty;
        const LatentPlane* plane;
    };
    DropControl(SessionBridge* bridge, const Parts& parts, QObject* parent);

    /// An event of the window. \return false: it is none of a drag
    bool handle(QEvent& event);

private:
    void enter(QDropEvent& event);
    void move(QDropEvent& event);
    void leave();
    void drop(QDropEvent& event);

    SessionBridge* bridge_;
    Parts parts_;
};

}  // namespace zscape
