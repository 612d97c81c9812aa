// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Why switches of the page are out of reach, by their ids; '' where they are not.
 * @param {object|undefined} model one of a backend's models()
 * @param {boolean} isServer whether a server runs it
 */
export function obstacles(model, isServer) {
  const unless = (has, ofServer, ofBrowser = 'only when it runs on a server') => {
    if (!model) return 'no model yet';
    if (has) return '';
    return isServer ? ofServer : ofBrowser;
  };
  const tells = (layer) => model?.layers?.includes(layer);
  const noSides = 'this model does not tell sides';
  return {
    'show-sides': unless(model?.sides, noSides, noSides),
    'show-keypoints': unless(model?.pose, 'the server has no keypoint model (serve --pose)',
                             'this page was built without a keypoint model'),
    'show-depth': unless(tells('depth'), 'the server has no model of depth (serve --layers)',
                         'this page was built without a model of depth'),
    'show-parts': unless(tells('parts'), 'the server has no keypoint model (serve --pose)'),
    'smooth': unless(isServer, ''),
  };
}
