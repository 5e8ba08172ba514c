#pragma once

#include "engine/session/types.h"
#include "ui/shell/panel_set.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <map>
#include <memory>
#include <vector>

namespace zscape {

class Actions;
class DockLayout;
class NumberWorker;
class SelectionModel;
class SessionBridge;

/// What is selected beside the plane: the Selection panel is fed with what the images have in common, selections get
/// names, and these go to the session and come from it.
class SelectionControl : public QObject {
    Q_OBJECT

public:
    /// \param selection outlives it
    SelectionControl(SessionBridge* bridge, const PanelSet& panels, SelectionModel* selection, Actions* actions,
                     DockLayout* docks, QObject* parent);

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void takeImages();
    void tellNamed();
    void offerActions();
    void nameSelection();
    /// How what is selected can be said: "label 7", "lasso".
    QString noteOfSelected() const;
    void exportTable();
    void copyFiles();
    void showCopying();
    QString nameOfSelected() const;
    void jobEnded(JobId job, event::JobEnded::How how, const QString& sentence);
    void follow();
    void ask();
    void decodeMean(const std::vector<float>& mean);
    void answered(Lane lane);

    SessionBridge* bridge_;
    PanelSet panels_;
    SelectionModel* selection_;
    Actions* actions_;
    DockLayout* docks_;
    NumberWorker* worker_;
    std::shared_ptr<const ImageSet> images_;
    std::map<JobId, QString> tables_;  ///< that are being written
    JobId copying_ = 0;                ///< 0: no files are copied
    int64_t copied_ = 0;               ///< images of that
    QTimer copyLook_;                  ///< at how far it is
    bool taking_ = false;              ///< named selections come from the session
    QTimer again_;                     ///< codes are others: the numbers are asked for anew after a while
    std::vector<float> mean_;
    uint64_t ticket_ = 0;        ///< of the decode of a mean; 0: none was asked for
    bool meanWaits_ = false;     ///< mean_ is another one than that of ticket_, which is not answered
    QElapsedTimer sinceDecode_;  ///< while ticket_ is not answered
};

}  // namespace zscape
