#pragma once

#include "engine/session/types.h"

#include <QObject>

#include <functional>

class QWidget;

namespace zscape {

class DataPanel;
class MessageStrip;
class SessionBridge;

/// What stands in the way of an opened project, where it is met: a strip over the plane with the way out, a word in
/// Data. Nothing is asked for in a dialog before a person wants it.
class Trouble : public QObject {
    Q_OBJECT

public:
    /// \param saveCopy asks for a place and saves there
    Trouble(SessionBridge* bridge, MessageStrip* strip, DataPanel* data, std::function<void()> saveCopy,
            QWidget* window);

    /// Asks for the folder where the images are now, and opens the project with it.
    void locate();
    /// Opens the project with its images in `folder`.
    void locateIn(const QString& folder);

private:
    void show();
    bool showLostWeights();
    bool showNewLabels();

    SessionBridge* bridge_ = nullptr;
    MessageStrip* strip_ = nullptr;
    DataPanel* data_ = nullptr;
    std::function<void()> saveCopy_;
    QWidget* window_ = nullptr;
    bool shown_ = false;  ///< the strip speaks of it
};

}  // namespace zscape
