#pragma once

#include "engine/core/walk_film.h"
#include "engine/session/types.h"

#include <QObject>
#include <QString>
#include <QTimer>

namespace zscape {

class InterpolationPanel;
class SelectionModel;
class SessionBridge;

/// Makes a file of what the interpolation panel plays: decodes each of its codes once, by weights of one step, and has
/// the pictures written. One file at a time; the panel shows how far it is, and cancels.
class FilmControl : public QObject {
    Q_OBJECT

public:
    FilmControl(SessionBridge* bridge, InterpolationPanel* panel, SelectionModel* selection, QObject* parent);

    /// \param file ends in .gif or .mp4
    void write(const QString& file);
    bool isBusy() const { return job_ != 0; }

Q_SIGNALS:
    void written(const QString& file);

private:
    void showProgress();
    void ended(event::JobEnded::How how, const QString& sentence);
    void say(const QString& sentence);

    SessionBridge* bridge_;
    InterpolationPanel* panel_;
    SelectionModel* selection_;
    QString file_;
    JobId job_ = 0;  ///< 0: none is made
    QTimer progress_;
};

}  // namespace zscape
