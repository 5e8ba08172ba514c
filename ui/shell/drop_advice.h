#pragma once

#include "ui/shell/panel_set.h"

#include <QObject>
#include <QPointF>
#include <QString>

#include <functional>

class QDropEvent;
class QMainWindow;
class QMimeData;

namespace zscape {

class DropNote;
class OpenController;
class SessionBridge;

/// Says over the window, while something is dragged over it, what a drop would do where the pointer is, or why it would
/// do nothing.
class DropAdvice : public QObject {
    Q_OBJECT

public:
    struct Advice {
        QString sentence;
        bool does = false;  ///< else the sentence says why not
    };

    /// \param opens why images cannot be opened now; empty: they can
    DropAdvice(SessionBridge* bridge, const PanelSet& panels, OpenController* open, std::function<QString()> opens,
               QMainWindow* window);

    /// What a drop of files on the window, beside the plane and the slots, would do.
    Advice onWindow(const QMimeData* mime) const;
    /// Of the drag that entered or moved last: a widget that hears of it finds its own here.
    const Advice& last() const { return last_; }
    DropNote* note() const { return note_; }

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    Advice at(const QObject* watched, const QDropEvent& event) const;
    Advice onPlane(const QMimeData* mime, QPointF at) const;

    SessionBridge* bridge_;
    PanelSet panels_;
    OpenController* open_;
    std::function<QString()> opens_;
    QMainWindow* window_;
    DropNote* note_;
    Advice last_;
};

}  // namespace zscape
